#include "libcore/ops/chunk_route.h"

#include <mutex>
#include <vector>

#include "libcore/net/http_server.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("ops");

class SilentHost : public Host {
 public:
  bool emit(std::string_view) override { return true; }
  bool emit_raw(std::string_view) override { return true; }
  void error(std::string_view) override {}
  void warn(std::string_view) override {}
  void hint(std::string_view) override {}
  void note(std::string_view) override {}
  void committed(std::string_view) override {}
  void progress(const Progress&) override {}
  bool cancelled() const override { return false; }
  bool quiet() const override { return false; }
};

// A master that says yes, and a node that says of all bytes that they are others.
class Denier : public HttpService {
 public:
  std::optional<HttpAnswer> answer_at_once(const HttpQuestion& question) override {
    std::lock_guard lock(mutex_);
    asked.push_back(question.method + " " + question.path);
    HttpAnswer answer;
    if (question.path == "/fula/capabilities") {
      answer.body = R"({"remoteCidPut":true})";
    } else {
      answer.status = question.path == "/v0/block" ? 422 : 403;
    }
    return answer;
  }
  HttpAnswer answer(const HttpQuestion&) override { return {}; }
  void refused(const HttpQuestion&, unsigned) override {}

  std::vector<std::string> asked;

 private:
  std::mutex mutex_;
};

TEST_CASE("a node that denies the hash is believed where it is right") {
  HttpServerOptions options;
  options.listen = "127.0.0.1:0";
  auto server = HttpServer::listen(options);
  REQUIRE_MESSAGE(server, reason(server));
  Denier service;
  (*server)->start(service);
  const std::string url = "http://127.0.0.1:" + std::to_string((*server)->port());

  const TempDir dir;
  SilentHost host;
  ChunkEndpointsOptions how;
  how.masters = true;
  auto master = ChunkEndpoints::open({endpoint_of(url + "/bucket")}, how);
  auto nodes = IngestNodes::open({url}, {});
  auto journal = ChunkJournal::open(dir / "j");
  REQUIRE((master && nodes && journal));
  RouteSender sender({.master = **master, .nodes = nodes->get(), .journal = *journal, .host = host});

  const Address address = address_of(as_bytes("hello"));
  const std::string put = "PUT /bucket/chunks/" + hex_encode(address);
  ChunkProgress changed, same;
  sender.send({.address = address, .size = 5, .candidates = {0}}, "hellO", changed);
  CHECK_FALSE(changed.done);
  CHECK_FALSE(changed.passing);
  CHECK_MESSAGE(changed.reason.find("its bytes have changed in memory") == 0, changed.reason);
  CHECK(service.asked == std::vector<std::string>{"GET /fula/capabilities", "PUT /v0/block"});

  sender.send({.address = address, .size = 5, .candidates = {0}}, "hello", same);
  CHECK_FALSE(same.done);
  CHECK_MESSAGE(same.reason.find("the server answered 403") != std::string::npos, same.reason);
  CHECK(service.asked == std::vector<std::string>{"GET /fula/capabilities", "PUT /v0/block", "PUT /v0/block", put});
  (*server)->stop();
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
