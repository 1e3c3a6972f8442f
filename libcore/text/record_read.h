#pragma once
// Records as another tool wrote them (tlog-records): one JSON object a line, whose key `type` says what it is. Keys
// that nobody asks for are ignored, as unknown types are; a key that stands twice, or has a value of another type than
// is asked for, is a fault.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/text/json_scan.h"

namespace tlog {

class RecordIn {
 public:
  // `line` is without its line end, and outlives the record. malformed: not a JSON object with a `type`.
  static Result<RecordIn> parse(std::string_view line);
  // The same for a line that may lack a `type`, because a person wrote it: type() is empty then.
  static Result<RecordIn> parse_untyped(std::string_view line);

  const std::string& type() const { return type_; }
  // Nothing where the key is absent. malformed: it is of another type.
  Result<std::optional<std::string>> text(std::string_view key) const;
  Result<std::optional<uint64_t>> number(std::string_view key) const;
  Result<std::optional<bool>> flag(std::string_view key) const;
  Result<std::optional<Hash>> hash(std::string_view key) const;  // base64
  // At most `max` of them. malformed: more.
  Result<std::optional<std::vector<std::string>>> texts(std::string_view key, size_t max) const;
  Result<std::optional<std::vector<uint64_t>>> numbers(std::string_view key, size_t max) const;
  // Flat objects, which have no type.
  Result<std::optional<std::vector<RecordIn>>> objects(std::string_view key, size_t max) const;

 private:
  template <typename Element>
  Result<std::optional<std::vector<Element>>> elements(
      std::string_view key, size_t max, std::string_view wanted,
      const std::function<std::optional<Element>(const JsonValue&)>& read) const;

  std::string type_;
  std::map<std::string, JsonValue, std::less<>> members_;
};

}  // namespace tlog
