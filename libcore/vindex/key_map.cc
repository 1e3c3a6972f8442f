#include "libcore/vindex/key_map.h"

#include <algorithm>
#include <array>

#include "libcore/text/json_read.h"
#include "libcore/text/json_scan.h"

namespace tlog {

namespace {

constexpr std::string_view kJoined = "subdir/filename";
constexpr std::array<std::string_view, 4> kFields = {"filename", "name", "sha256", kJoined};
constexpr std::string_view kAnchorType = "vindex-root";

// What is looked at of an entry; kNone where it is absent.
struct Members {
  JsonValue type{JsonKind::kNone, {}}, first{JsonKind::kNone, {}}, second{JsonKind::kNone, {}};
};

bool is_anchor(const Members& members) {
  return members.type.kind == JsonKind::kString && members.type.text.is(kAnchorType);
}

// False: it is no JSON object.
bool read_members(std::string_view entry, std::string_view first, std::string_view second, Members& members) {
  if (!valid_utf8(entry)) return false;
  JsonScanner scan(entry);
  if (!scan.enter_object()) return false;
  JsonToken key;
  JsonValue value;
  while (scan.next_member(&key, &value)) {
    if (key.is("type")) members.type = value;
    if (key.is(first)) members.first = value;
    if (key.is(second)) members.second = value;
  }
  return scan.finish();
}

void append(const JsonToken& token, std::string& text) {
  if (token.escaped) {
    text += token.unescaped();
  } else {
    text += token.raw;
  }
}

}  // namespace

bool is_key_field(std::string_view field) { return std::find(kFields.begin(), kFields.end(), field) != kFields.end(); }

bool is_index_anchor(std::string_view entry) {
  Members members;
  return read_members(entry, "type", "type", members) && is_anchor(members);
}

void keys_of_entry(std::string_view field, std::string_view entry, std::string& text, std::vector<size_t>& ends) {
  const bool joined = field == kJoined;
  Members members;
  if (!read_members(entry, joined ? "subdir" : field, joined ? "filename" : field, members) || is_anchor(members))
    return;
  const JsonValue& value = members.first;
  if (joined) {
    if (value.kind != JsonKind::kString || members.second.kind != JsonKind::kString) return;
    append(value.text, text);
    text.push_back('/');
    append(members.second.text, text);
    ends.push_back(text.size());
  } else if (value.kind == JsonKind::kString) {
    append(value.text, text);
    ends.push_back(text.size());
  } else if (value.kind == JsonKind::kArray) {
    JsonScanner scan(value.text.raw);
    scan.enter_array();
    while (scan.next_element()) {
      JsonToken element;
      if (scan.peek() == JsonKind::kString && scan.read_string(&element)) {
        append(element, text);
        ends.push_back(text.size());
      } else {
        scan.skip();
      }
    }
  }
}

void keys_of_entry(std::string_view field, std::string_view entry, std::vector<std::string>& keys) {
  std::string text;
  std::vector<size_t> ends;
  keys_of_entry(field, entry, text, ends);
  size_t begin = 0;
  for (const size_t end : ends) {
    keys.push_back(text.substr(begin, end - begin));
    begin = end;
  }
}

}  // namespace tlog
