#pragma once
// Which objects an upload has brought into a store, so that one that is begun again need not send them again. It is a
// hint and no more: what it names is read back like everything else. Text:
//
//   tlog-tools upload v1 <name of the store> "\n" *( <key> "\n" )
//
// A line that is cut off, or no key of a log, says nothing. The file is locked while an upload is under way.

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

// What the text of a journal says.
struct UploadJournalText {
  std::set<std::string, std::less<>> keys;
  size_t whole_bytes = 0;  // up to the end of the last whole line
};
// Nothing where it is the journal of another store, or none at all.
std::optional<UploadJournalText> parse_upload_journal(std::string_view text, std::string_view store);

// Whose is the name of the file? What a user named may be anything, and is not overwritten then.
enum class JournalName { kOurs, kByUser };

class UploadJournal {
 public:
  // Reads what is there for this store; what is there for another one is dropped. busy: another upload has it.
  // cannot_create: a file that the user named is no journal.
  static Result<UploadJournal> open(const std::string& path, const std::string& store,
                                    JournalName named = JournalName::kOurs);

  bool has(const std::string& key) const { return keys_.contains(key); }
  Status add(const std::string& key);
  // The upload is complete: nothing is to be resumed.
  Status clear();

 private:
  UploadJournal(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Fd fd_;
  std::string path_;
  std::set<std::string, std::less<>> keys_;
};

}  // namespace tlog
