package io.vestnik.faults;

/// One of the two ends of a connection through a [FaultyLink]. As a direction it names the end that data goes to.
public enum LinkEnd {
    /// The program that has connected to the link.
    CLIENT,
    /// The program to which the link has connected.
    SERVER
}
