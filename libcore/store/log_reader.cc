#include "libcore/store/log_reader.h"

#include "libcore/base/text.h"
#include "libcore/checkpoint/checkpoint.h"

namespace tlog {

namespace {

class DirectoryReader : public LogReader {
 public:
  explicit DirectoryReader(LogDir log) : log_(std::move(log)) {}

  std::string name() const override { return printable(log_.path, 4096); }
  Result<std::string> checkpoint(const BodyCheck&) override { return read_checkpoint(log_); }
  std::vector<Result<StoredObject>> objects(std::span<const TileId> wanted) override {
    std::vector<Result<StoredObject>> out;
    out.reserve(wanted.size());
    for (const TileId& tile : wanted) {
      auto object = read_object(log_, tile);
      if (object) object = plain_object(*std::move(object));
      out.push_back(std::move(object));
    }
    return out;
  }

 private:
  LogDir log_;
};

}  // namespace

BodyCheck no_head() {
  return [](std::string_view note) {
    const auto head = parse_unverified_checkpoint(note);
    return head ? std::string() : head.error().message();
  };
}

bool is_object_fault(const Error& error) { return error.code() == Errc::kNotFound || error.code() == Errc::kMalformed; }

std::unique_ptr<LogReader> open_log_dir(LogDir log) { return std::make_unique<DirectoryReader>(std::move(log)); }

}  // namespace tlog
