/// The domain of the messenger: values, rules and the ports of the store.
@NullMarked
package io.vestnik.domain;

import org.jspecify.annotations.NullMarked;
