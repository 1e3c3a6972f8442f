#include "libcore/text/record_read.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/text/json_read.h"

namespace tlog {

namespace {

constexpr size_t kMaxKeyBytes = 100;  // our keys are words
constexpr size_t kMaxMembers = 1000;  // and a record has a few of them
constexpr uint64_t kMaxNumber = (uint64_t{1} << 53) - 1;

Error malformed(std::string message) { return Error(Errc::kMalformed, std::move(message)); }
Error wrong_type(std::string_view key, std::string_view wanted) {
  return malformed(fmt::format("\"{}\" is not {}", key, wanted));
}

}  // namespace

Result<RecordIn> RecordIn::parse(std::string_view line) {
  TRY(RecordIn record, parse_untyped(line));
  if (record.type_.empty()) return malformed("not a record: no \"type\"");
  return record;
}

Result<RecordIn> RecordIn::parse_untyped(std::string_view line) {
  if (!valid_utf8(line)) return malformed("not UTF-8");
  JsonScanner scan(line);
  if (!scan.enter_object()) return malformed("not a record: no JSON object");
  RecordIn record;
  JsonToken key;
  JsonValue value;
  while (scan.next_member(&key, &value)) {
    if (key.longer_than(kMaxKeyBytes)) continue;
    if (record.members_.size() == kMaxMembers) return malformed("not a record: more than 1,000 keys");
    if (!record.members_.emplace(key.unescaped(), value).second) {
      return malformed(fmt::format("\"{}\" stands twice", printable(key.unescaped())));
    }
  }
  if (!scan.finish()) return malformed(fmt::format("not a record: {}", scan.reason()));
  TRY(const auto type, record.text("type"));
  record.type_ = type.value_or("");
  return record;
}

Result<std::optional<std::string>> RecordIn::text(std::string_view key) const {
  const auto at = members_.find(key);
  if (at == members_.end()) return std::optional<std::string>();
  if (at->second.kind != JsonKind::kString) return wrong_type(key, "a string");
  return std::optional(at->second.text.unescaped());
}

Result<std::optional<uint64_t>> RecordIn::number(std::string_view key) const {
  const auto at = members_.find(key);
  if (at == members_.end()) return std::optional<uint64_t>();
  const auto number = at->second.kind == JsonKind::kNumber ? parse_u64(at->second.text.raw, kMaxNumber) : std::nullopt;
  if (!number) return wrong_type(key, "a whole number up to 2^53 - 1");
  return std::optional(*number);
}

Result<std::optional<bool>> RecordIn::flag(std::string_view key) const {
  const auto at = members_.find(key);
  if (at == members_.end()) return std::optional<bool>();
  const JsonKind kind = at->second.kind;
  if (kind != JsonKind::kTrue && kind != JsonKind::kFalse) return wrong_type(key, "true or false");
  return std::optional(kind == JsonKind::kTrue);
}

Result<std::optional<Hash>> RecordIn::hash(std::string_view key) const {
  TRY(const auto text, this->text(key));
  if (!text) return std::optional<Hash>();
  const auto hash = base64_decode_hash(*text);
  if (!hash) return wrong_type(key, "the base64 of a hash");
  return std::optional(*hash);
}

// What `read` has nothing for is of another type than is wanted.
template <typename Element>
Result<std::optional<std::vector<Element>>> RecordIn::elements(
    std::string_view key, size_t max, std::string_view wanted,
    const std::function<std::optional<Element>(const JsonValue&)>& read) const {
  const auto at = members_.find(key);
  if (at == members_.end()) return std::optional<std::vector<Element>>();
  if (at->second.kind != JsonKind::kArray) return wrong_type(key, wanted);
  const std::string_view text = at->second.text.raw;
  JsonScanner scan(text);
  std::vector<Element> elements;
  scan.enter_array();
  while (scan.next_element()) {
    JsonValue value{scan.peek(), {}};
    const size_t begin = scan.offset();
    const bool read_it = value.kind == JsonKind::kString ? scan.read_string(&value.text) : scan.skip();
    if (!read_it) return wrong_type(key, wanted);
    if (value.kind != JsonKind::kString) value.text.raw = text.substr(begin, scan.offset() - begin);
    auto element = read(value);
    if (!element) return wrong_type(key, wanted);
    if (elements.size() == max) return malformed(fmt::format("\"{}\" has more than {} elements", key, max));
    elements.push_back(*std::move(element));
  }
  if (!scan.finish()) return wrong_type(key, wanted);
  return std::optional(std::move(elements));
}

Result<std::optional<std::vector<std::string>>> RecordIn::texts(std::string_view key, size_t max) const {
  return elements<std::string>(key, max, "an array of strings", [](const JsonValue& value) {
    return value.kind == JsonKind::kString ? std::optional(value.text.unescaped()) : std::nullopt;
  });
}

Result<std::optional<std::vector<uint64_t>>> RecordIn::numbers(std::string_view key, size_t max) const {
  return elements<uint64_t>(key, max, "an array of whole numbers up to 2^53 - 1", [](const JsonValue& value) {
    return value.kind == JsonKind::kNumber ? parse_u64(value.text.raw, kMaxNumber) : std::nullopt;
  });
}

Result<std::optional<std::vector<RecordIn>>> RecordIn::objects(std::string_view key, size_t max) const {
  return elements<RecordIn>(key, max, "an array of objects", [](const JsonValue& value) -> std::optional<RecordIn> {
    if (value.kind != JsonKind::kObject) return std::nullopt;
    auto object = parse_untyped(value.text.raw);
    if (!object) return std::nullopt;
    return *std::move(object);
  });
}

}  // namespace tlog
