#include "libcore/store/token_file.h"

#include <algorithm>
#include <string_view>

#include "libcore/base/url_scheme.h"
#include "libcore/store/secret_file.h"

namespace tlog {

namespace {

// RFC 6750 2.1: letters, digits and -._~+/ and = at the end.
bool is_token(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool is_open_to_others(const std::string& url) {
  constexpr std::string_view kScheme = "http://", kHere[] = {"127.", "localhost:", "localhost/", "[::1]"};
  if (!has_scheme(url, "http")) return false;
  const std::string host = url.substr(kScheme.size()) + "/";
  return std::none_of(std::begin(kHere), std::end(kHere),
                      [&](std::string_view here) { return host.starts_with(here); });
}

Result<std::string> read_authorization(const std::string& path) {
  if (path.empty()) return std::string();
  TRY(const SecretFile file, SecretFile::read(path, "token"));
  CHECK(file.check_private());
  if (!is_token(file.text)) return Error(Errc::kMalformed, file.where + ": is no bearer token, one line of ASCII");
  return "Authorization: Bearer " + file.text;
}

}  // namespace tlog
