package io.vestnik.web;

final class ContentTypes {

    private ContentTypes() {}

    /// The content type for a file extension.
    ///
    /// @throws IllegalStateException if files with this extension are not served
    static String of(String extension) {
        return switch (extension) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml; charset=utf-8";
            case "png" -> "image/png";
            case "webmanifest" -> "application/manifest+json; charset=utf-8";
            case "json" -> "application/json; charset=utf-8";
            default -> {
                if (extension.endsWith("LICENSE")) {
                    yield "text/plain; charset=utf-8";
                }
                throw new IllegalStateException("no content type for ." + extension);
            }
        };
    }
}
