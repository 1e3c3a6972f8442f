#include "libcore/net/url.h"

#include <string>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace {

std::string resolve(const std::string& reference, const std::string& base = "https://a.example/b/c/d.zst?q#f") {
  const auto url = tlog::resolve_url(base, reference);
  if (!url) CHECK(url.error().code() == tlog::Errc::kMalformed);
  return url ? *url : "refused";
}

}  // namespace

TEST_SUITE("net/url") {
  TEST_CASE("what a reference means") {
    CHECK(resolve("x") == "https://a.example/b/c/x");
    CHECK(resolve("./s/x") == "https://a.example/b/c/s/x");
    CHECK(resolve("../x") == "https://a.example/b/x");
    CHECK(resolve("../../../x") == "https://a.example/x");
    CHECK(resolve("/x") == "https://a.example/x");
    CHECK(resolve("//b.example/x") == "https://b.example/x");
    CHECK(resolve("https://b.example:8443/x") == "https://b.example:8443/x");
    CHECK(resolve("a b") == "https://a.example/b/c/a%20b");
    CHECK(resolve("x", "http://a.example:8080/b/") == "http://a.example:8080/b/x");
    CHECK(resolve("https://b.example/x", "http://a.example/") == "https://b.example/x");
    CHECK(resolve("x", "HTTPS://a.example/b/") == "https://a.example/b/x");
    CHECK(resolve("HTTPS://b.example/x") == "https://b.example/x");
  }

  TEST_CASE("what is not followed") {
    for (const auto& reference :
         {"file:///etc/passwd"s, "ftp://b.example/x"s, "http://b.example/x"s, "HTTP://b.example/x"s,
          "https://u:p@b.example/x"s, "https://"s, "https:///x"s, "gopher://b.example/x"s, "x\ny"s, "javascript:x"s,
          "x\0y"s, "https://b.example:99999/x"s}) {
      CHECK_MESSAGE(resolve(reference) == "refused", reference);
      CHECK_MESSAGE(resolve(reference, "HTTPS://a.example/b/") == "refused", reference);
    }
  }
}
