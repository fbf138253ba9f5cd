// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.config;

import dev.plumbline.model.error.Checks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a server listens.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535; 0 means any free port
 */
public record Endpoint(String host, int port) {
  public Endpoint {
    Checks.notBlank("host", host);
    Checks.inRange("port", port, 0, 65535);
  }

  /** Reads {@code host:port} or {@code [v6]:port}. */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String rule = "must be host:port, port 0 to 65535";
    if (colon <= 0) {
      throw Checks.broken("endpoint", rule, text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw Checks.broken("endpoint", rule + ", an IPv6 address in brackets", text);
    }
    try {
      return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoint " + rule + ", but was " + Checks.shown(text), e);
    }
  }

  /** True when only processes of this machine can connect. */
  public boolean loopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  public Endpoint withPort(int newPort) {
    return new Endpoint(host, newPort);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
