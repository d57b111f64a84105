package io.vestnik.http.route;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// All endpoints, for lookup by path.
///
/// @param routes in the order of matching
public record RouteTable(List<Route<?>> routes) {
    /// Copies `routes`.
    public RouteTable {
        routes = List.copyOf(routes);
    }

    /// The methods of the first declared path that matches; empty if no path matches.
    public Set<HttpMethod> methodsAt(String path) {
        Set<HttpMethod> methods = EnumSet.noneOf(HttpMethod.class);
        String template = "";
        for (Route<?> route : routes) {
            if (template.isEmpty() ? fits(route.path(), path) : route.path().equals(template)) {
                template = route.path();
                methods.add(route.method());
            }
        }
        return methods;
    }

    /// The value of an `Allow` header.
    public static String allow(Set<HttpMethod> methods) {
        List<String> names = new ArrayList<>();
        for (HttpMethod method : methods) {
            names.add(method.name());
            if (method == HttpMethod.GET) {
                names.add("HEAD");
            }
        }
        names.add("OPTIONS");
        return String.join(", ", names);
    }

    private static boolean fits(String template, String path) {
        String[] expected = segments(template);
        String[] given = segments(path);
        if (expected.length != given.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{") ? given[i].isEmpty() : !expected[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    /// The segments of a path. A trailing slash makes no difference, as in Javalin's router.
    private static String[] segments(String path) {
        return (path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
    }
}
