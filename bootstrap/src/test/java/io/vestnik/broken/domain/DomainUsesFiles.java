package io.vestnik.broken.domain;

import java.io.File;
import org.slf4j.Logger;

/// A value that reads files and logs.
public record DomainUsesFiles(File file, Logger log) {}
