// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What is refused before it reaches a route (broken request lines, too large headers): plain text.
 */
final class PlainErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.TEXT);
    String body = "the request was refused with status " + response.getStatus() + "\n";
    Content.Sink.write(response, true, body, callback);
    return true;
  }
}
