package io.vestnik.broken.application.live;

/// A type that does too much.
public final class TypeWithManyMethods {
    /// One of too many methods.
    public int method1() {
        return 1;
    }

    /// One of too many methods.
    public int method2() {
        return 2;
    }

    /// One of too many methods.
    public int method3() {
        return 3;
    }

    /// One of too many methods.
    public int method4() {
        return 4;
    }

    /// One of too many methods.
    public int method5() {
        return 5;
    }

    /// One of too many methods.
    public int method6() {
        return 6;
    }

    /// One of too many methods.
    public int method7() {
        return 7;
    }

    /// One of too many methods.
    public int method8() {
        return 8;
    }

    /// One of too many methods.
    public int method9() {
        return 9;
    }

    /// One of too many methods.
    public int method10() {
        return 10;
    }

    /// One of too many methods.
    public int method11() {
        return 11;
    }

    /// One of too many methods.
    public int method12() {
        return 12;
    }

    /// One of too many methods.
    public int method13() {
        return 13;
    }

    /// One of too many methods.
    public int method14() {
        return 14;
    }

    /// One of too many methods.
    public int method15() {
        return 15;
    }

    /// One of too many methods.
    public int method16() {
        return 16;
    }
}
