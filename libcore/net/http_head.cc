#include "libcore/net/http_head.h"

#include <algorithm>

namespace tlog {

namespace {

constexpr std::string_view kLineEnd = "\r\n", kScheme = "http://";

bool is_token_character(char c) {
  const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

bool is_header(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto value = line.begin() + static_cast<std::ptrdiff_t>(colon);
  return std::all_of(line.begin(), value, is_token_character) && std::none_of(value, line.end(), is_control);
}

}  // namespace

bool is_strict_http_head(std::string_view head) {
  size_t end = head.find(kLineEnd);
  while (end != std::string_view::npos) {
    head.remove_prefix(end + kLineEnd.size());
    if (head == kLineEnd) return true;
    end = head.find(kLineEnd);
    if (!is_header(head.substr(0, end))) return false;
  }
  return false;
}

std::string path_of_target(const std::string& target) {
  if (!target.starts_with(kScheme)) return target;
  const size_t slash = target.find('/', kScheme.size());
  return slash == std::string::npos ? "/" : target.substr(slash);
}

}  // namespace tlog
