// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.error.ErrorKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One path and method: what it takes, what it answers, and who does it. The server, the checks of
 * parameters and the OpenAPI document all come from here.
 *
 * @param id stable, lower_snake_case, unique; operationId in OpenAPI and label of the metrics
 * @param tag group in the OpenAPI document
 * @param path with {@code {name}} for path parameters
 * @param prefixes starts of names that users complete freely, such as {@code param_}
 * @param takesBody reads a body
 * @param open needs no token
 * @param reviewers may be used with the token of a reviewer too
 * @param contentType of the good answer
 * @param schema JSON Schema of the good answer; empty when it is not JSON or not described
 * @param failures what can go wrong besides what always can (no token, overload, time, our fault)
 */
public record Route(
    Set<Method> methods,
    String path,
    String id,
    String tag,
    String summary,
    ApiStyle style,
    List<Param<?>> params,
    List<String> prefixes,
    boolean takesBody,
    boolean open,
    boolean reviewers,
    String contentType,
    Map<String, Object> schema,
    Set<ErrorKind> failures,
    Handler handler) {

  /** Methods that are served. HEAD is answered wherever GET is. */
  public enum Method {
    GET,
    POST
  }

  public static Builder get(String path, String id) {
    return new Builder(EnumSet.of(Method.GET), path, id);
  }

  public static Builder post(String path, String id) {
    return new Builder(EnumSet.of(Method.POST), path, id);
  }

  public static Builder getOrPost(String path, String id) {
    return new Builder(EnumSet.of(Method.GET, Method.POST), path, id);
  }

  /** Collects a route. One thread. */
  public static final class Builder {
    private final Set<Method> methods;
    private final String path;
    private final String id;
    private final List<Param<?>> params = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private final Set<ErrorKind> failures = EnumSet.noneOf(ErrorKind.class);
    private String tag = "";
    private String summary = "";
    private ApiStyle style = ApiStyle.OWN;
    private boolean takesBody;
    private boolean open;
    private boolean reviewers;
    private String contentType = Answer.JSON;
    private Map<String, Object> schema = Map.of();

    private Builder(Set<Method> methods, String path, String id) {
      this.methods = methods;
      this.path = path;
      this.id = id;
    }

    public Builder tag(String value) {
      tag = value;
      return this;
    }

    public Builder summary(String value) {
      summary = value;
      return this;
    }

    public Builder style(ApiStyle value) {
      style = value;
      return this;
    }

    public Builder params(Param<?>... values) {
      params.addAll(List.of(values));
      return this;
    }

    public Builder params(List<? extends Param<?>> values) {
      params.addAll(values);
      return this;
    }

    public Builder prefix(String value) {
      prefixes.add(value);
      return this;
    }

    public Builder takesBody() {
      takesBody = true;
      return this;
    }

    public Builder open() {
      open = true;
      return this;
    }

    public Builder reviewers() {
      reviewers = true;
      return this;
    }

    public Builder answers(String type) {
      contentType = type;
      return this;
    }

    public Builder answers(Map<String, Object> jsonSchema) {
      schema = jsonSchema;
      return this;
    }

    public Builder answers(Class<? extends Record> type) {
      return answers(RecordSchema.of(type));
    }

    public Builder fails(ErrorKind... kinds) {
      failures.addAll(List.of(kinds));
      return this;
    }

    public Route by(Handler handler) {
      if (!params.isEmpty()) {
        failures.add(ErrorKind.INVALID_INPUT);
      }
      return new Route(
          Set.copyOf(methods),
          path,
          id,
          tag,
          summary,
          style,
          List.copyOf(params),
          List.copyOf(prefixes),
          takesBody,
          open,
          reviewers,
          contentType,
          schema,
          Set.copyOf(failures),
          handler);
    }
  }
}
