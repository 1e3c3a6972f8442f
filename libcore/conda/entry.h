#pragma once
// From a repodata record to the line that is its entry in a log. spec: "Fields of one log entry".
//
//   {"build":"h166bdaf_4","build_number":4,"depends":["libgcc-ng >=12"],"filename":"zlib-1.2.13-h166bdaf_4.tar.bz2",
//    "license":"Zlib","md5":"...","name":"zlib","sha256":"...","size":94099,"subdir":"linux-64",
//    "timestamp":1665996421000,"version":"1.2.13"}                                          (one line, no blanks)
//
//   build, name, version, sha256     strings, required; sha256 is 64 hexadecimal digits in either case, copied as it is
//   build_number, size               integers from 0 to 2^64-1, required; 1.0, 1e3, -0 and "1" are none
//   filename, subdir                 strings, required; they come from outside of the record
//   constrains, depends              arrays of strings; other elements are dropped; left out when not an array or empty
//   license, license_family, md5     strings; left out when they are something else; an empty string stays
//   timestamp                        an integer like size; left out when it is something else
//
// Keys are sorted; null is the same as absent; of equal keys the last one counts; every other key is dropped. Strings
// are written as RFC 8785 does: escapes only for the quote, the backslash and what is below 0x20, in their shortest
// form.
// `attestation_sha256`, a string, belongs to the schema, but is not taken from repodata.

#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/conda/repodata.h"

namespace tlog {

// 64 hexadecimal digits in either case.
bool is_sha256(std::string_view text);

// Makes lines. One object per thread, reused, so that nothing is allocated per line.
class EntryWriter {
 public:
  // `subdir` is that of every entry; without one it is the record's own.
  explicit EntryWriter(std::optional<std::string> subdir);

  // Appends the line, without a line end, to `out`, which an error leaves as it was.
  // malformed, and the message names the record: a required field is missing or of the wrong type; the line would be
  // longer than kMaxEntryLineBytes. The record has been checked to be JSON (Repodata::index).
  Status append(const PackageView& package, std::string& out);

  // The same for a line that is meant to be an entry: the one that its members, the filename too, make. Where it is
  // another one, the line is not in canonical form. The line has been checked to be JSON in UTF-8.
  Status append_canonical(std::string_view line, std::string& out);

 private:
  struct Fields;
  void read(std::string_view record, Fields& fields);
  Status append_fields(const Fields& fields, std::string& out) const;
  void write(const Fields& fields, std::string& out) const;

  std::optional<std::string> subdir_;  // as it is written, with its quotes
  std::string constrains_, depends_;   // as they are written; empty when there is nothing to write
};

}  // namespace tlog
