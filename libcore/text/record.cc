#include "libcore/text/record.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "libcore/base/assert.h"
#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr uint64_t kMaxRecordInteger = (uint64_t{1} << 53) - 1;

// Does it stand in a record as it is?
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void append_number(std::string& out, uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

// Writes the characters that could drive a terminal as escapes, which mean the same in JSON.
void append_ascii_hidden(std::string& out, std::string_view quoted) {
  for (size_t pos = 0; pos < quoted.size();) {
    const size_t start = pos;
    while (pos < quoted.size() && quoted[pos] >= 0x20 && quoted[pos] < 0x7f) pos++;
    if (pos > start) {
      out.append(quoted.substr(start, pos - start));
      continue;
    }
    const char32_t c = *next_code_point(quoted, &pos);
    if (!is_hidden(c)) {
      out.append(quoted.substr(start, pos - start));
    } else if (c < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(c));
    } else {
      const uint32_t rest = static_cast<uint32_t>(c) - 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
    }
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  size_t plain = 0;  // start of the run that needs no escape
  for (size_t i = 0; i < text.size(); i++) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += "\\u00";
        out.push_back(kHex[c >> 4]);
        out.push_back(kHex[c & 15]);
    }
  }
  out.append(text, plain, text.size() - plain);
  out.push_back('"');
}

Record::Record(std::string_view type) {
  body_ = "{\"type\":";
  append_json_string(body_, type);
}

void Record::key(std::string_view key) {
  body_ += body_.size() > 1 ? ",\"" : "\"";
  body_ += key;  // a word that needs no escapes
  body_ += "\":";
}

Record& Record::text(std::string_view key, std::string_view value) {
  if (is_plain(value)) {
    this->key(key);
    body_.push_back('"');
    body_ += value;
    body_.push_back('"');
  } else if (is_utf8(value)) {
    this->key(key);
    std::string quoted;
    append_json_string(quoted, value);
    append_ascii_hidden(body_, quoted);
  } else {
    this->key(std::string(key) + "_b64");
    append_json_string(body_, base64_encode(as_bytes(value)));
  }
  return *this;
}

Record& Record::number(std::string_view key, uint64_t value) {
  ASSERT(value <= kMaxRecordInteger);
  this->key(key);
  append_number(body_, value);
  return *this;
}

Record& Record::numbers(std::string_view key, const std::vector<uint64_t>& values) {
  this->key(key);
  body_.push_back('[');
  for (size_t i = 0; i < values.size(); i++) {
    ASSERT(values[i] <= kMaxRecordInteger);
    if (i > 0) body_.push_back(',');
    append_number(body_, values[i]);
  }
  body_.push_back(']');
  return *this;
}

Record& Record::objects(std::string_view key, const std::vector<Record>& values) {
  this->key(key);
  body_.push_back('[');
  for (size_t i = 0; i < values.size(); i++) {
    if (i > 0) body_.push_back(',');
    body_ += values[i].body_;
    body_.push_back('}');
  }
  body_.push_back(']');
  return *this;
}

Record& Record::flag(std::string_view key, bool value) {
  this->key(key);
  body_ += value ? "true" : "false";
  return *this;
}

Record& Record::hash(std::string_view key, const Hash& value) { return text(key, base64_encode(value)); }

Record& Record::texts(std::string_view key, const std::vector<std::string>& values) {
  const bool utf8 = std::all_of(values.begin(), values.end(), is_utf8);
  this->key(utf8 ? std::string(key) : std::string(key) + "_b64");
  body_.push_back('[');
  for (size_t i = 0; i < values.size(); i++) {
    if (i > 0) body_.push_back(',');
    std::string quoted;
    append_json_string(quoted, utf8 ? values[i] : base64_encode(as_bytes(values[i])));
    append_ascii_hidden(body_, quoted);
  }
  body_.push_back(']');
  return *this;
}

}  // namespace tlog
