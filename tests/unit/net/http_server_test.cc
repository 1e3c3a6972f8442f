#include "libcore/net/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <string>
#include <string_view>
#include <vector>

#include "libcore/os/file.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("net");

constexpr uint64_t kForEver_ms = 3'600'000;
constexpr int kPatience_s = 60;  // of who asks

class Echo : public HttpService {
 public:
  std::optional<HttpAnswer> answer_at_once(const HttpQuestion& question) override {
    if (question.path == "/post") return std::nullopt;
    return said(question.path);
  }
  HttpAnswer answer(const HttpQuestion& question) override { return said(question.body); }
  void refused(const HttpQuestion&, unsigned) override {}

 private:
  static HttpAnswer said(std::string body) {
    HttpAnswer answer;
    answer.body = std::move(body);
    return answer;
  }
};

// A client of the loopback that says what it likes.
class Client {
 public:
  explicit Client(const HttpServer& server) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = kPatience_s, .tv_usec = 0};
    REQUIRE(::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(server.port());
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0);
  }
  void say(std::string_view text) {
    REQUIRE(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }
  // All that comes until the server ends the connection.
  std::string hear() {
    std::string heard;
    char piece[4096];
    ssize_t n = 0;
    while ((n = ::recv(fd_.get(), piece, sizeof piece, 0)) > 0) heard.append(piece, static_cast<size_t>(n));
    return heard;
  }

 private:
  Fd fd_;
};

std::unique_ptr<HttpServer> serve(unsigned connections) {
  HttpServerOptions options;
  options.listen = "127.0.0.1:0";
  options.connections = connections;
  options.request_ms = options.idle_ms = kForEver_ms;
  options.post_paths = {"/post"};
  auto server = HttpServer::listen(options);
  REQUIRE(server);
  return *std::move(server);
}

constexpr std::string_view kRequest = "GET /well HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n";

TEST_CASE("clients that are slow, or say nothing, give way when others wait") {
  Echo echo;
  const auto server = serve(2);
  server->start(echo);
  Client in_head(*server), in_body(*server), silent(*server);
  in_head.say("GET /we");
  in_body.say("POST /post HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nabc");
  Client fresh(*server);
  fresh.say(kRequest);
  CHECK(fresh.hear().ends_with("/well"));
}

TEST_CASE("a request that others could read otherwise is refused, and is the last of its connection") {
  Echo echo;
  const auto server = serve(4);
  server->start(echo);
  for (const char* head : {"POST /post HTTP/1.1\r\nHost: w\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n",
                           "POST /post HTTP/1.1\r\nHost: w\r\nContent-Length:\r\n 5\r\nContent-Length: 5\r\n\r\n",
                           "POST /post HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
                           "POST /post HTTP/1.1\r\nHost: w\r\nHost: v\r\nContent-Length: 5\r\n\r\n",
                           "GET /well HTTP/1.1\r\nHost: w\r\nfoo\r\n\r\n"}) {
    CAPTURE(head);
    Client client(*server);
    client.say(head + std::string("abcde") + std::string(kRequest));
    const std::string heard = client.hear();
    CHECK(heard.starts_with("HTTP/1.1 400 "));
    CHECK(heard.find("HTTP/1.1", 1) == std::string::npos);
  }
  Client client(*server);
  client.say("GET http://w/well HTTP/1.0\r\n\r\n");
  CHECK(client.hear().ends_with("\r\n\r\n/well"));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
