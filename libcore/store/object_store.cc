#include "libcore/store/object_store.h"

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/store/object_store_dir.h"
#include "libcore/store/object_store_http.h"

namespace tlog {

namespace {

constexpr std::string_view kDirScheme = "dir:";
constexpr std::string_view kProbeText = "tlog-tools has tried here whether conditions are heeded\n";
constexpr ObjectKind kProbeKind{"text/plain; charset=utf-8", "no-store"};
constexpr const char* kWrongTag = "\"00000000000000000000000000000000\"";

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_store(const std::string& place, const StoreOptions& options) {
  if (place.starts_with(kDirScheme)) return open_dir_store(place.substr(kDirScheme.size()));
  if (place.starts_with("s3://")) return open_s3_store(place, options);
  if (is_url(place)) return open_http_store(place, options);
  return Error(Errc::kUsage, printable(place) + ": is no store")
      .hint("a store is dir:PATH, an http or https URL, or s3://BUCKET/PREFIX");
}

Result<std::string> probe_store(ObjectStore& store) {
  // It may be there from an earlier run: then the first create is the second one already.
  TRY(PutOutcome second, store.create(kProbeKey, kProbeText, kProbeKind));
  if (second == PutOutcome::kDone) {
    TRY(second, store.create(kProbeKey, kProbeText, kProbeKind));
  }
  if (second == PutOutcome::kDone) return std::string("overwrites an object that is there: it ignores If-None-Match");
  TRY(const PutOutcome swapped, store.swap(kProbeKey, kProbeText, kProbeKind, kWrongTag));
  if (swapped == PutOutcome::kDone) return std::string("replaces an object whose tag is another: it ignores If-Match");
  TRY(const auto found, store.get(kProbeKey, kProbeText.size()));
  if (!found) return std::string("does not have what was written");
  if (found->bytes != kProbeText) return std::string("has other bytes than were written");
  if (found->tag.empty()) return std::string("has no ETag, without which nothing can be swapped");
  return std::string();
}

}  // namespace tlog
