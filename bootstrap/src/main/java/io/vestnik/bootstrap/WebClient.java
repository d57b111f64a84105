package io.vestnik.bootstrap;

import io.vestnik.http.route.StaticFiles;
import io.vestnik.web.WebFile;
import io.vestnik.web.WebFiles;

/// The files of the web client, as the HTTP adapter serves them.
final class WebClient {
    private WebClient() {}

    static StaticFiles files() {
        WebFiles files = WebFiles.load();
        return path -> files.find(path).map(WebClient::served);
    }

    private static StaticFiles.StaticFile served(WebFile file) {
        return new StaticFiles.StaticFile(
                file.contentType(),
                file.etag(),
                file.headers(),
                file.body()::view,
                file.gzipped().map(bytes -> bytes::view));
    }
}
