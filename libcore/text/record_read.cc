#include "libcore/text/record_read.h"

#include <fmt/format.h>

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

Result<std::optional<std::vector<std::string>>> RecordIn::texts(std::string_view key, size_t max) const {
  const auto at = members_.find(key);
  if (at == members_.end()) return std::optional<std::vector<std::string>>();
  if (at->second.kind != JsonKind::kArray) return wrong_type(key, "an array of strings");
  JsonScanner scan(at->second.text.raw);
  std::vector<std::string> texts;
  scan.enter_array();
  while (scan.next_element()) {
    JsonToken text;
    if (!scan.read_string(&text)) return wrong_type(key, "an array of strings");
    if (texts.size() == max) return malformed(fmt::format("\"{}\" has more than {} elements", key, max));
    texts.push_back(text.unescaped());
  }
  if (!scan.finish()) return wrong_type(key, "an array of strings");
  return std::optional(std::move(texts));
}

}  // namespace tlog
