#define MSGPACK_NO_BOOST
#include "libcore/text/msgpack.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <msgpack/unpack.hpp>
#include <string_view>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/text/json_read.h"
#include "libcore/text/json_scan.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr size_t kMaxEscaped = 6;  // a byte of a string, as \u0001

// Called by the library as it walks over the bytes; false ends the walk. Its strings lie within the input, whole.
class JsonVisitor {
 public:
  JsonVisitor(size_t max_bytes, std::string& out, BinaryMembers binary)
      : out_(out), start_(out.size()), max_bytes_(max_bytes), binary_(binary), binary_here_(!binary) {}

  const char* reason() const { return reason_; }

  bool visit_nil() { return value("null"); }
  bool visit_boolean(bool v) { return value(v ? "true" : "false"); }
  bool visit_positive_integer(uint64_t v) { return value(fmt::format_int(v)); }
  bool visit_negative_integer(int64_t v) { return value(fmt::format_int(v)); }
  bool visit_float32(float v) { return visit_float64(static_cast<double>(v)); }
  bool visit_float64(double v) { return std::isfinite(v) ? value(fmt::format("{:e}", v)) : visit_nil(); }
  bool visit_ext(const char*, uint32_t) { return visit_nil(); }

  bool visit_str(const char* text, uint32_t size) {
    const std::string_view string = size == 0 ? std::string_view() : std::string_view(text, size);
    if (!valid_utf8(string)) return fail("a string that is not UTF-8");
    if (2 + uint64_t{size} * kMaxEscaped > left() && !fits(string)) return fail(nullptr);
    append_json_string(out_, string);
    if (in_key_ && binary_) binary_here_ = std::find(binary_->begin(), binary_->end(), string) != binary_->end();
    return value("");
  }

  bool visit_bin(const char* bytes, uint32_t size) {
    if (in_key_) return fail("a map key that is not a string");
    if (!binary_here_) return value("{}");
    if (2 + uint64_t{size} * 2 > left()) return fail(nullptr);
    out_ += '"';
    out_ += size == 0 ? std::string() : hex_encode(as_bytes({bytes, size}));
    out_ += '"';
    return value("");
  }

  bool start_array(uint32_t) { return open("["); }
  bool start_array_item() { return separate(); }
  bool end_array_item() { return true; }
  bool end_array() { return close(']'); }
  bool start_map(uint32_t) { return open("{"); }
  bool start_map_key() {
    in_key_ = true;
    return separate();
  }
  bool end_map_key() {
    in_key_ = false;
    out_ += ':';
    return true;
  }
  bool start_map_value() { return true; }
  bool end_map_value() { return true; }
  bool end_map() { return close('}'); }

  void parse_error(size_t, size_t) { fail("a byte that begins no value"); }
  void insufficient_bytes(size_t, size_t) { fail("it ends in the middle"); }
  bool referenced() const { return false; }
  void set_referenced(bool) {}
  void init() {}

 private:
  size_t left() const {
    const size_t used = out_.size() - start_;
    return used < max_bytes_ ? max_bytes_ - used : 0;
  }

  // Exactly: the limit is on what is written.
  bool fits(std::string_view string) const {
    uint64_t bytes = 2;
    for (const char c : string) {
      const bool short_escape = std::string_view("\"\\\b\t\n\f\r").find(c) != std::string_view::npos;
      bytes += short_escape ? 2 : static_cast<unsigned char>(c) < 0x20 ? kMaxEscaped : 1;
      if (bytes > left()) return false;
    }
    return true;
  }

  template <typename Number>
  bool value(const Number& number) {
    return value(std::string_view(number.data(), number.size()));
  }
  bool value(const char* text) { return value(std::string_view(text)); }
  bool value(std::string_view text) {
    if (in_key_ && !text.empty()) return fail("a map key that is not a string");
    if (text.size() > left()) return fail(nullptr);
    out_ += text;
    return true;
  }

  bool open(const char* bracket) {
    if (depth_++ == kMaxJsonDepth) return fail("nested too deeply");
    first_ = true;
    binary_here_ = !binary_;
    return value(bracket);
  }
  bool close(char bracket) {
    depth_--;
    first_ = false;
    if (left() == 0) return fail(nullptr);
    out_ += bracket;
    return true;
  }
  bool separate() {
    if (left() == 0) return fail(nullptr);
    if (!first_) out_ += ',';
    first_ = false;
    return true;
  }

  // Without a reason: too much would come out.
  bool fail(const char* reason) {
    reason_ = reason;
    return false;
  }

  std::string& out_;
  const size_t start_, max_bytes_;
  const BinaryMembers binary_;
  bool binary_here_;  // the value that comes next may be
  size_t depth_ = 0;
  bool first_ = false, in_key_ = false;
  const char* reason_ = nullptr;
};

}  // namespace

bool is_msgpack_map(ByteView head) {
  return !head.empty() && ((head[0] & 0xf0) == 0x80 || head[0] == 0xde || head[0] == 0xdf);
}

Status msgpack_to_json(ByteView bytes, size_t max_bytes, std::string& out, BinaryMembers binary) {
  JsonVisitor visitor(max_bytes, out, binary);
  size_t end = 0;
  bool whole = false;
  const char* reason = nullptr;
  if (bytes.empty()) return Error(Errc::kMalformed, "not msgpack: no bytes at all");
  try {
    whole = msgpack::parse(as_text(bytes).data(), bytes.size(), end, visitor);
    reason = visitor.reason();
  } catch (const msgpack::unpack_error&) {  // an extension of 2^32 bytes
    reason = "it ends in the middle";
  }
  if (whole && end == bytes.size()) return {};
  if (whole) reason = "something stands behind it";
  if (reason == nullptr) {
    return Error(Errc::kMalformed, fmt::format("holds more than the limit of {} bytes", max_bytes));
  }
  return Error(Errc::kMalformed, fmt::format("not msgpack: {}", reason));
}

}  // namespace tlog
