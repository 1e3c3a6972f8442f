#pragma once
// A large file that is written beside the place where it belongs and put there as a whole: whoever opens that place
// finds the old file or the new one, also after a crash. What a crash left beside it is used again.

#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/buffered_file.h"

namespace tlog {

class PendingFile {
 public:
  // `ending` is that of the name beside the place. busy: another process writes the file for this place. cannot_create:
  // a directory, or no place for a file.
  static Result<PendingFile> open(const std::string& path, std::string_view ending);
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  // What is not in its place by then is removed.
  ~PendingFile();

  BufferedFile& file() { return file_; }
  // The directory that it is in; where `path` is a link, that of what it points to.
  std::string directory() const;
  // Puts it in place, durably. The file has been synced.
  Status publish();
  // The same where nothing is in that place. cannot_create: something is.
  Status publish_new();

 private:
  PendingFile(std::string path, std::string temporary, BufferedFile file)
      : path_(std::move(path)), temporary_(std::move(temporary)), file_(std::move(file)) {}

  std::string path_, temporary_;  // `temporary_` is empty once there is no such file
  BufferedFile file_;
};

}  // namespace tlog
