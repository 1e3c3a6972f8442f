#pragma once
// One JSON line for another program: man/tlog-records.5 is the schema.
//
//   Record("log").text("origin", origin).number("tree_size", size).hash("root_hash", root).line()
//   {"type":"log","origin":"example.com/log","tree_size":2,"root_hash":"3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg="}
//
// The first key is `type`; keys are written in the order of the calls. What is absent is left out, never null.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/types.h"

namespace tlog {

// Appends `text` as a JSON string with its quotes. Escapes are those of RFC 8785: \" \\ \b \t \n \f \r, other control
// characters below 0x20 as \u00xx in lower case, everything else as it is. `text` must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

class Record {
 public:
  explicit Record(std::string_view type);

  // A string. Bytes that are not UTF-8 (a file name may be anything) go as base64 under `<key>_b64`.
  Record& text(std::string_view key, std::string_view value);
  // At most 2^53 - 1, which is what a reader with doubles can hold; a larger one is a bug of ours.
  Record& number(std::string_view key, uint64_t value);
  Record& flag(std::string_view key, bool value);
  Record& hash(std::string_view key, const Hash& value);  // base64
  // Strings; where one of them is not UTF-8, all go as base64 under `<key>_b64`.
  Record& texts(std::string_view key, const std::vector<std::string>& values);

  // Whole numbers, each within the limit of number().
  Record& numbers(std::string_view key, const std::vector<uint64_t>& values);
  // Small flat objects: records without a type.
  Record& objects(std::string_view key, const std::vector<Record>& values);

  // An object of objects().
  static Record flat() { return Record(); }

  // The line without its line end.
  std::string line() const { return body_ + "}"; }

 private:
  Record() : body_("{") {}
  void key(std::string_view key);
  std::string body_;
};

}  // namespace tlog
