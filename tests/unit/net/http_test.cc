#include "libcore/net/http.h"

#include <doctest/doctest.h>

#include <utility>

#include "libcore/base/version.h"
#include "libcore/net/http_transfer.h"

TEST_CASE("a URL that is asked for has a scheme, a host, and no secret") {
  for (const char* url : {"http://example.com", "https://example.com/a/b?c=d", "http://127.0.0.1:8080/",
                          "https://[::1]/x", "http://example.com/%20", "HTTP://example.com/", "Https://example.com"}) {
    CAPTURE(url);
    CHECK(tlog::check_url(url).ok());
  }
  for (const std::string url : {"",
                                "example.com",
                                "ftp://example.com/",
                                "file:///etc/passwd",
                                "http:/example.com",
                                "http://",
                                "https://",
                                "http:///checkpoint",
                                "http://?a",
                                "http://#a",
                                "http://:80/",
                                "http://a b/",
                                "http://example.com/a b",
                                "http://example.com:99999/",
                                "http://example.com:x/",
                                "http://[::1/",
                                "https://user@example.com/",
                                "https://user:secret@example.com/",
                                "https://:secret@example.com/",
                                "http://example.com/\n",
                                "http://example.com/\x01"}) {
    CAPTURE(url);
    const auto status = tlog::check_url(url);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code() == tlog::Errc::kUsage);
    CHECK(status.error().message().find("secret@") == std::string::npos);
  }
  CHECK_FALSE(tlog::check_url(std::string("http://a/\0b", 11)).ok());
  CHECK_FALSE(tlog::check_url("http://example.com/" + std::string(4096, 'a')).ok());
}

TEST_CASE("the User-Agent names the toolkit and whom to ask") {
  const std::string name = std::string("tlog-tools/") + tlog::kVersion;
  CHECK(*tlog::http_user_agent("") == name);
  CHECK(*tlog::http_user_agent("https://example.com/") == name + " (+https://example.com/)");
  for (const std::string contact : {"a\r\nCookie: b", "(a", "a)", "a\\", "\xc3\xa9"}) {
    CHECK(tlog::http_user_agent(contact).error().code() == tlog::Errc::kUsage);
  }
  CHECK_FALSE(tlog::http_user_agent(std::string(201, 'a')).has_value());
}

TEST_CASE("pauses double up to a bound, and half of each is left to chance") {
  const std::pair<uint64_t, int> pauses[] = {{1, 500},   {2, 1000},  {3, 2000},        {6, 16000},
                                             {7, 30000}, {8, 30000}, {1u << 31, 30000}};
  for (const auto& [tries, most] : pauses) {
    const uint64_t failed = tries;  // clang 14 captures no binding
    CAPTURE(failed);
    CHECK(tlog::http_backoff(failed, 1).count() == most);
    CHECK(tlog::http_backoff(failed, 0).count() == most / 2);
    CHECK(tlog::http_backoff(failed, 0.5).count() == most * 3 / 4);
  }
}
