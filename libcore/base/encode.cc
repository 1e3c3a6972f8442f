#include "libcore/base/encode.h"

#include <algorithm>
#include <array>

namespace tlog {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32Digits = "abcdefghijklmnopqrstuvwxyz234567";
constexpr uint8_t kNoDigit = 0xff;

constexpr std::array<uint8_t, 256> digit_values(std::string_view digits) {
  std::array<uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (size_t i = 0; i < digits.size(); i++) values[static_cast<uint8_t>(digits[i])] = static_cast<uint8_t>(i);
  return values;
}

constexpr auto kHexValues = digit_values(kHexDigits);
constexpr auto kBase64Values = digit_values(kBase64Digits);
constexpr auto kBase32Values = digit_values(kBase32Digits);

std::optional<Hash> to_hash(const std::optional<Bytes>& bytes) {
  Hash hash;
  if (!bytes || bytes->size() != hash.bytes.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), hash.bytes.begin());
  return hash;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  const auto digit = [&](size_t i) -> int {
    if (i >= text.size()) return -1;
    const char c = text[i];
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = digit(i + 1), low = digit(i + 2);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string hex_encode(ByteView bytes) {
  std::string text(2 * bytes.size(), '\0');
  char* at = text.data();
  for (uint8_t byte : bytes) {
    *at++ = kHexDigits[byte >> 4];
    *at++ = kHexDigits[byte & 15];
  }
  return text;
}

std::string base64_encode(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; k++) group = (group << 8) | (k < left ? bytes[i + k] : 0u);
    for (size_t k = 0; k < 4; k++) {
      text.push_back(k <= left ? kBase64Digits[(group >> (18 - 6 * k)) & 63] : '=');
    }
  }
  return text;
}

std::optional<Bytes> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const uint8_t high = kHexValues[static_cast<uint8_t>(text[i])], low = kHexValues[static_cast<uint8_t>(text[i + 1])];
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    bytes.push_back(static_cast<uint8_t>((high << 4) | low));
  }
  return bytes;
}

std::optional<Bytes> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (size_t i = 0; i < text.size(); i += 4) {
    size_t digits = 4;
    if (i + 4 == text.size() && text[i + 3] == '=') digits = text[i + 2] == '=' ? 2 : 3;
    uint32_t group = 0;
    for (size_t k = 0; k < digits; k++) {
      const uint8_t value = kBase64Values[static_cast<uint8_t>(text[i + k])];
      if (value == kNoDigit) return std::nullopt;
      group |= uint32_t{value} << (18 - 6 * k);
    }
    for (size_t k = 0; k + 1 < digits; k++) bytes.push_back(static_cast<uint8_t>(group >> (16 - 8 * k)));
    // The bits behind the last byte must be zero: otherwise two texts would mean the same bytes.
    if (digits < 4 && (group & ((uint32_t{1} << (8 * (4 - digits))) - 1)) != 0) return std::nullopt;
  }
  return bytes;
}

std::string base32_encode(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  uint32_t group = 0;
  unsigned bits = 0;  // of `group` that are not written yet
  for (const uint8_t byte : bytes) {
    group = (group << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text.push_back(kBase32Digits[(group >> (bits - 5)) & 31]);
  }
  if (bits > 0) text.push_back(kBase32Digits[(group << (5 - bits)) & 31]);
  return text;
}

std::optional<Bytes> base32_decode(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() * 5 / 8);
  uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const uint8_t value = kBase32Values[static_cast<uint8_t>(c)];
    if (value == kNoDigit) return std::nullopt;
    group = (group << 5) | value;
    bits += 5;
    if (bits >= 8) bytes.push_back(static_cast<uint8_t>(group >> (bits -= 8)));
  }
  // A whole digit behind the last byte, or stray bits in its digit: another text means the same bytes.
  if (bits >= 5 || (group & ((uint32_t{1} << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::optional<Hash> base64_decode_hash(std::string_view text) { return to_hash(base64_decode(text)); }
std::optional<Hash> hex_decode_hash(std::string_view text) { return to_hash(hex_decode(text)); }

}  // namespace tlog
