#include "libcore/store/token_file.h"

#include <sys/stat.h>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("store");

TEST_CASE("a bearer token is one line in a file of its owner's") {
  const TempDir dir;
  const std::string path = dir / "token";
  const auto read = [&](const std::string& text, mode_t mode = 0600) {
    put_file(path, text);
    ::chmod(path.c_str(), mode);
    return read_authorization(path);
  };
  const auto none = read_authorization(""), token = read("fula-eip712.eyJ3YWxsZXQi.X1_yOe-~+/==\n"),
             dos = read("a\r\n");
  REQUIRE((none && token && dos));
  CHECK(none->empty());
  CHECK(*token == "Authorization: Bearer fula-eip712.eyJ3YWxsZXQi.X1_yOe-~+/==");
  CHECK(*dos == "Authorization: Bearer a");
  for (const mode_t mode : {0640U, 0604U, 0620U})
    CHECK(reason(read("a", mode)).find("others may use") != std::string::npos);
  for (const char* const text :
       {"", "\n", "=", "a=b", "two words", "a\nb\n", "a\tb", "gr\xc3\xbcn", "a\"", "a\r\nX: y"}) {
    CHECK_MESSAGE(reason(read(text)) == path + ": is no bearer token, one line of ASCII", text);
  }
  CHECK(read_authorization(dir / "missing").error().code() == Errc::kNotFound);
}

TEST_CASE("who could read a token on its way") {
  for (const char* const url :
       {"https://h/b", "http://127.0.0.1:9/b", "http://localhost", "http://localhost:80/b", "http://[::1]:9"}) {
    CHECK_FALSE_MESSAGE(is_open_to_others(url), url);
  }
  for (const char* const url :
       {"http://h/b", "HTTP://h", "http://localhost.example/", "http://10.127.0.1/", "http://[::2]/"}) {
    CHECK_MESSAGE(is_open_to_others(url), url);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
