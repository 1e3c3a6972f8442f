#include "libcore/base/text.h"

#include <fmt/core.h>

#include <cstdint>

namespace tlog {

bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

std::optional<char32_t> next_code_point(std::string_view text, size_t* pos) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const size_t i = *pos;
  if (i >= text.size()) return std::nullopt;
  const uint8_t first = byte(i);
  if (first < 0x80) {
    *pos = i + 1;
    return first;
  }
  size_t length = 0;
  uint32_t value = 0, smallest = 0;
  if (first >= 0xc2 && first <= 0xdf)
    length = 2, value = first & 0x1fu, smallest = 0x80;
  else if (first >= 0xe0 && first <= 0xef)
    length = 3, value = first & 0x0fu, smallest = 0x800;
  else if (first >= 0xf0 && first <= 0xf4)
    length = 4, value = first & 0x07u, smallest = 0x10000;
  else
    return std::nullopt;
  if (text.size() - i < length) return std::nullopt;
  for (size_t k = 1; k < length; k++) {
    if ((byte(i + k) & 0xc0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(i + k) & 0x3fu);
  }
  if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return std::nullopt;
  *pos = i + length;
  return static_cast<char32_t>(value);
}

bool is_utf8(std::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    if (static_cast<uint8_t>(text[pos]) < 0x80) {
      pos++;
    } else if (!next_code_point(text, &pos)) {
      return false;
    }
  }
  return true;
}

std::string printable(std::string_view text, size_t max_bytes) {
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    if (out.size() >= max_bytes) return out + "...";
    const size_t start = pos;
    const auto c = next_code_point(text, &pos);
    if (!c) {
      out += fmt::format("\\x{:02x}", static_cast<uint8_t>(text[pos++]));
    } else if (is_hidden(*c)) {
      out += *c < 0x80 ? fmt::format("\\x{:02x}", static_cast<uint32_t>(*c))
                       : fmt::format("\\u{{{:04x}}}", static_cast<uint32_t>(*c));
    } else {
      out.append(text.substr(start, pos - start));
    }
  }
  return out;
}

bool is_unicode_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

}  // namespace tlog
