#include "libcore/net/http_head.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("net");

TEST_CASE("the head of a request is the same for all who read it") {
  const struct {
    const char* what;
    std::string_view lines;  // behind the request line
    bool strict;
  } kCases[] = {
      {"no header at all", "\r\n", true},
      {"headers", "Host: w\r\nX-Empty:\r\nX-Tab:\ta\tb\r\n\r\n", true},
      {"a value with colons, and one beyond ASCII",
       "Host: w:80\r\nX: gr\xc3\xb6\xc3\x9f"
       "e\r\n\r\n",
       true},
      {"a blank before the colon", "Transfer-Encoding : chunked\r\n\r\n", false},
      {"a value that goes on", "Transfer-Encoding:\r\n chunked\r\n\r\n", false},
      {"no colon", "Transfer-Encoding\r\n\r\n", false},
      {"no name", ": chunked\r\n\r\n", false},
      {"a blank before the name", " Host: w\r\n\r\n", false},
      {"a NUL in the name", std::string_view("Ho\0st: w\r\n\r\n", 12), false},
      {"a NUL in the value", std::string_view("Host: \0w\r\n\r\n", 12), false},
      {"a line feed alone", "X: y\nTransfer-Encoding: chunked\r\n\r\n", false},
      {"a carriage return alone", "X: y\rTransfer-Encoding: chunked\r\n\r\n", false},
      {"another control character", "X: \x7f\r\n\r\n", false},
      {"an underscored name is one", "Content_Length: 5\r\n\r\n", true},
      {"brackets in a name", "Content(Length): 5\r\n\r\n", false},
      {"cut off", "Host: w\r\n", false},
      {"cut off in a line", "Host: w", false},
      {"nothing", "", false},
  };
  for (const auto& one : kCases) {
    CAPTURE(one.what);
    CHECK(is_strict_http_head("POST / HTTP/1.1\r\n" + std::string(one.lines)) == one.strict);
  }
  CHECK_FALSE(is_strict_http_head(""));
}

TEST_CASE("a path behind the name of a server") {
  CHECK(path_of_target("/health") == "/health");
  CHECK(path_of_target("http://witness.example/health") == "/health");
  CHECK(path_of_target("http://witness.example") == "/");
  CHECK(path_of_target("*") == "*");
  CHECK(path_of_target("ftp://witness.example/health") == "ftp://witness.example/health");
  CHECK(path_of_target("/http://witness.example/health") == "/http://witness.example/health");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
