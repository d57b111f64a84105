/// The words and rules of the messenger: values, laws and the ports of what is kept.
@NullMarked
package io.vestnik.domain;

import org.jspecify.annotations.NullMarked;
