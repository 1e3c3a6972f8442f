#include "libcore/base/url_scheme.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("base");

TEST_CASE("the letters of a scheme may be of either case") {
  for (const char* url : {"http://a", "https://a", "HTTP://a", "Https://a/b", "hTTPS://", "http://"})
    CHECK_MESSAGE(is_url(url), url);
  for (const char* path :
       {"", "h", "http", "http:", "http:/", "http:/a", "https//a", "httpss://a", "ftp://a", "a/http://b", " http://a",
        "ht\xd4p://a", "httq://", "HTTP\\\\a", "h\x14tp://a", "http\x1a//a"}) {
    CHECK_MESSAGE(!is_url(path), path);
  }
  CHECK(has_scheme("HTTPS://a", "https"));
  CHECK_FALSE(has_scheme("HTTPS://a", "http"));
  CHECK_FALSE(has_scheme("HTTP://a", "https"));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
