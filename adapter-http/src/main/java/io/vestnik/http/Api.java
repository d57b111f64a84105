package io.vestnik.http;

import io.vestnik.http.endpoint.AuthRoutes;
import io.vestnik.http.endpoint.ChatRoutes;
import io.vestnik.http.endpoint.DeviceRoutes;
import io.vestnik.http.endpoint.HistoryRoutes;
import io.vestnik.http.endpoint.MemberRoutes;
import io.vestnik.http.endpoint.MessageRoutes;
import io.vestnik.http.endpoint.ReadingRoutes;
import io.vestnik.http.endpoint.ServiceRoutes;
import io.vestnik.http.endpoint.UserRoutes;
import io.vestnik.http.openapi.OpenApi;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.RouteTable;
import java.util.ArrayList;
import java.util.List;

/// All endpoints.
final class Api {
    private Api() {}

    /// The routes over `parts`, in the order of matching. If two paths match the same request, the path without
    /// parameters comes before the path with parameters.
    static RouteTable routes(HttpSettings settings, HttpParts parts) {
        List<Route<?>> routes = new ArrayList<>();
        routes.addAll(new AuthRoutes(parts.accounts()).all());
        routes.addAll(new UserRoutes(parts.accounts()).all());
        routes.addAll(new DeviceRoutes(parts.accounts()).all());
        routes.addAll(new ChatRoutes(parts.conversations(), parts.online()).all());
        routes.addAll(new MemberRoutes(parts.conversations()).all());
        routes.addAll(new MessageRoutes(parts.messaging(), parts.ids()).all());
        routes.addAll(new HistoryRoutes(parts.messaging()).all());
        routes.addAll(new ReadingRoutes(parts.reading()).all());
        OpenApi openApi = new OpenApi(routes);
        routes.addAll(new ServiceRoutes(parts.operation(), settings.metricsPort(), openApi::json).all());
        return new RouteTable(routes);
    }
}
