@NullMarked
package io.vestnik.demo;

import org.jspecify.annotations.NullMarked;
