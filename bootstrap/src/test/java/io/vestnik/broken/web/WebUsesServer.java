package io.vestnik.broken.web;

import io.vestnik.broken.domain.DomainUsesFiles;

/// A web client that contains more than files.
public record WebUsesServer(DomainUsesFiles value) {}
