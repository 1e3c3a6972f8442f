#pragma once
// The keys of an entry: what a field of it says. As siglog maps entries, a string is one key, an array gives one for
// each string in it, and anything else none; an entry that is not JSON has no keys. Where a key of the object stands
// twice, the last one counts. Anchors of an index (`type` is "vindex-root") never have keys, whatever the field.

#include <string>
#include <string_view>
#include <vector>

namespace tlog {

// filename, name, sha256, or subdir/filename: the two strings joined by a slash.
bool is_key_field(std::string_view field);

// Whether the entry is an anchor of an index.
bool is_index_anchor(std::string_view entry);

// The keys of the entry go behind `keys`, some perhaps twice. `field` is_key_field().
void keys_of_entry(std::string_view field, std::string_view entry, std::vector<std::string>& keys);
// The same for the keys of many entries: their text goes behind `text`, and where each ends behind `ends`.
void keys_of_entry(std::string_view field, std::string_view entry, std::string& text, std::vector<size_t>& ends);

}  // namespace tlog
