// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.otlp.decode.WireReader.MalformedException;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Walks request, resource and scope, which have the same field numbers in all three signals, and
 * gives each item's frame to a reader. Resource and scope are decoded once for all their items;
 * their schema URL stands behind the items, so each frame is looked through before it is read.
 */
final class RequestWalk {
  /** Reads one item, whose frame is the reader's whole range; may throw MalformedException. */
  interface ItemReader {
    void read(WireReader in, Resource resource, Scope scope);
  }

  private static final int RESOURCES =
      TracesData.RESOURCE_SPANS_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int RESOURCE = ResourceSpans.RESOURCE_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SCOPES = ResourceSpans.SCOPE_SPANS_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SCOPE = ScopeSpans.SCOPE_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int ITEMS = ScopeSpans.SPANS_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SCHEMA_URL = ScopeSpans.SCHEMA_URL_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int RESOURCE_ATTRIBUTES =
      io.opentelemetry.proto.resource.v1.Resource.ATTRIBUTES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SCOPE_NAME =
      InstrumentationScope.NAME_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SCOPE_VERSION =
      InstrumentationScope.VERSION_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SCOPE_ATTRIBUTES =
      InstrumentationScope.ATTRIBUTES_FIELD_NUMBER << 3 | WireReader.BYTES;

  private final AttributeReader attributes;
  private final StringCache cache;
  private final Map<RejectReason, Integer> rejected = new EnumMap<>(RejectReason.class);

  RequestWalk(AttributeReader attributes, StringCache cache) {
    this.attributes = attributes;
    this.cache = cache;
  }

  Map<RejectReason, Integer> rejected() {
    return rejected;
  }

  void reject(RejectReason reason) {
    rejected.merge(reason, 1, Integer::sum);
  }

  /** Walks the whole request; broken outside of an item, it is a MalformedException. */
  void walk(WireReader in, ItemReader items) {
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == RESOURCES) {
        int outer = in.enter();
        resource(in, items);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  /** The number of items, without decoding any of them. */
  static int count(WireReader in) {
    return count(in, RESOURCES, SCOPES, ITEMS);
  }

  private static int count(WireReader in, int field, int... inner) {
    int count = 0;
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag != field) {
        in.skip(tag);
      } else if (inner.length == 0) {
        count++;
        in.skip(tag);
      } else {
        int outer = in.enter();
        count += count(in, inner[0], Arrays.copyOfRange(inner, 1, inner.length));
        in.leave(outer);
      }
    }
    return count;
  }

  private void resource(WireReader in, ItemReader items) {
    int start = in.position();
    Map<String, AnyValue> found = new LinkedHashMap<>();
    String schemaUrl = "";
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case RESOURCE -> readAttributes(in, RESOURCE_ATTRIBUTES, found);
        case SCHEMA_URL -> schemaUrl = in.string(cache);
        default -> in.skip(tag);
      }
    }
    Resource resource = new Resource(found, schemaUrl);
    in.moveTo(start, in.limit());
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == SCOPES) {
        int outer = in.enter();
        scope(in, resource, items);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void readAttributes(WireReader in, int field, Map<String, AnyValue> into) {
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == field) {
        attributes.readInto(in, into);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void scope(WireReader in, Resource resource, ItemReader items) {
    int start = in.position();
    Scope scope = Scope.EMPTY;
    String schemaUrl = "";
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case SCOPE -> scope = scope(in);
        case SCHEMA_URL -> schemaUrl = in.string(cache);
        default -> in.skip(tag);
      }
    }
    if (!schemaUrl.isEmpty()) {
      scope = new Scope(scope.name(), scope.version(), scope.attributes(), schemaUrl);
    }
    in.moveTo(start, in.limit());
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == ITEMS) {
        item(in, resource, scope, items);
      } else {
        in.skip(tag);
      }
    }
  }

  private void item(WireReader in, Resource resource, Scope scope, ItemReader items) {
    int outer = in.enter();
    int end = in.limit();
    try {
      items.read(in, resource, scope);
    } catch (MalformedException e) {
      reject(RejectReason.MALFORMED);
    }
    in.moveTo(end, outer);
  }

  private Scope scope(WireReader in) {
    String name = "";
    String version = "";
    Map<String, AnyValue> found = new LinkedHashMap<>();
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case SCOPE_NAME -> name = in.string(cache);
        case SCOPE_VERSION -> version = in.string(cache);
        case SCOPE_ATTRIBUTES -> attributes.readInto(in, found);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    return new Scope(name, version, found, "");
  }
}
