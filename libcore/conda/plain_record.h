#pragma once
// The short way from a repodata record to its entry (entry.h), for records as those who make repodata write them:
//
//   - the members that an entry takes come once each, in the order of their keys, as in the entry
//   - they are what they should be: strings without escapes, plain integers of at most 19 digits, arrays of such
//     strings, or null where the entry can do without
//   - others may stand between them; blanks do not matter
//
// Nearly all records are so, and then the values are copied as they are found, without a list of members in between:
// that takes a third of the time. Whatever is otherwise is no error here, but left to EntryWriter, which knows all
// rules.

#include <optional>
#include <string>
#include <string_view>

namespace tlog {

// Appends the entry of a record that has been checked to be JSON. `filename` has no escapes and stands between its
// quotes; `subdir`, in quotes, replaces the record's own. False when the record is not so, and `out` is as it was.
bool append_plain_record(std::string_view record, std::string_view filename, const std::optional<std::string>& subdir,
                         std::string& out);

}  // namespace tlog
