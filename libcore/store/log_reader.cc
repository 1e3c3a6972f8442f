#include "libcore/store/log_reader.h"

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/store/log_url.h"

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

bool is_object_fault(const Error& error) { return error.code() == Errc::kNotFound || error.code() == Errc::kMalformed; }

Result<std::unique_ptr<LogReader>> open_log(const std::string& place, const HttpOptions& http) {
  if (is_url(place)) return open_log_url(place, http);
  return std::unique_ptr<LogReader>(std::make_unique<DirectoryReader>(LogDir{place}));
}

}  // namespace tlog
