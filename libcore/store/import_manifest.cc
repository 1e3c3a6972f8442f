#include "libcore/store/import_manifest.h"

#include <fmt/core.h>

#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr const char* kBootIdFile = "/proc/sys/kernel/random/boot_id";
constexpr size_t kMaxManifestBytes = 64 * 1024;

std::string format_manifest(const ImportManifest& manifest) {
  return fmt::format("tlog-tools import 1\nboot {}\norigin {}\nkey {}\n", manifest.boot, manifest.origin,
                     manifest.vkey);
}

// The value of the line "word value" at `rest`, which is moved behind it; empty when it is another line.
std::string take(std::string_view& rest, std::string_view word) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos || !rest.starts_with(word) || rest.size() <= word.size()) return "";
  const std::string value(rest.substr(word.size(), end - word.size()));
  rest.remove_prefix(end + 1);
  return value;
}

}  // namespace

Result<std::string> current_boot() {
  TRY(std::string id, read_file(kBootIdFile, 256));
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

Result<std::optional<ImportManifest>> read_manifest(const LogDir& log) {
  auto text = read_regular_file(log.manifest(), kMaxManifestBytes);
  if (!text && text.error().code() == Errc::kNotFound) return std::optional<ImportManifest>();
  if (!text) return std::move(text).error();
  ImportManifest manifest;
  std::string_view rest = *text;
  take(rest, "tlog-tools import 1");
  manifest.boot = take(rest, "boot ");
  manifest.origin = take(rest, "origin ");
  manifest.vkey = take(rest, "key ");
  if (format_manifest(manifest) != *text) {
    return Error(Errc::kMalformed, log.manifest() + ": not the manifest of an import");
  }
  return std::optional<ImportManifest>(manifest);
}

Status write_manifest(const LogDir& log, const ImportManifest& manifest) {
  CHECK(replace_file(log.manifest(), format_manifest(manifest), {.temporary = log.manifest() + ".tmp", .mode = 0600}));
  return sync_directory(log.path);  // it names `.tlog`
}

}  // namespace tlog
