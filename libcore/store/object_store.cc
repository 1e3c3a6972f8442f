#include "libcore/store/object_store.h"

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/store/object_store_dir.h"
#include "libcore/store/object_store_http.h"

namespace tlog {

namespace {

constexpr std::string_view kProbeText = "tlog-tools has tried here whether conditions are heeded\n";
constexpr ObjectKind kProbeKind{"text/plain; charset=utf-8", "no-store"};
constexpr size_t kMaxProbeBytes = 65'536;  // another version may have written more
constexpr unsigned kTagTries = 10;
constexpr const char* kWrongTag = "\"00000000000000000000000000000000\"";

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_store(const std::string& place, const StoreOptions& options) {
  if (place.starts_with(kDirScheme)) return open_dir_store(place.substr(kDirScheme.size()));
  if (place.starts_with("s3://")) return open_s3_store(place, options);
  if (is_url(place)) return open_http_store(place, options);
  return Error(Errc::kUsage, printable(place) + ": is no store")
      .hint("a store is dir:PATH, an http or https URL, or s3://BUCKET/PREFIX");
}

namespace {

// With the tag that the store gives it, the object must be replaced: by the same bytes.
Result<std::string> probe_right_tag(ObjectStore& store, FoundObject found) {
  for (unsigned tries = 0; tries < kTagTries; tries++) {
    if (found.tag.empty()) return std::string("has no ETag, without which nothing can be swapped");
    TRY(const PutOutcome swapped, store.swap(kProbeKey, found.bytes, kProbeKind, found.tag));
    TRY(auto now, store.get(kProbeKey, kMaxProbeBytes));
    if (!now) return std::string("does not have what was written");
    if (swapped == PutOutcome::kDone) return std::string();
    if (now->tag == found.tag) return std::string("refuses the ETag that it gives: nothing can be swapped");
    found = *std::move(now);  // somebody else is probing
  }
  return Error(Errc::kBusy, store.name_of(kProbeKey) + ": is written by others again and again")
      .hint("try again later");
}

}  // namespace

Result<std::string> probe_store(ObjectStore& store) {
  // It may be there from an earlier run: then the first create is the second one already.
  TRY(PutOutcome second, store.create(kProbeKey, kProbeText, kProbeKind));
  const bool ours = second == PutOutcome::kDone;
  if (ours) {
    TRY(second, store.create(kProbeKey, kProbeText, kProbeKind));
  }
  if (second == PutOutcome::kDone) return std::string("overwrites an object that is there: it ignores If-None-Match");
  TRY(const PutOutcome swapped, store.swap(kProbeKey, kProbeText, kProbeKind, kWrongTag));
  if (swapped == PutOutcome::kDone) return std::string("replaces an object whose tag is another: it ignores If-Match");
  TRY(auto found, store.get(kProbeKey, kMaxProbeBytes));
  if (!found) return std::string("does not have what was written");
  if (ours && found->bytes != kProbeText) return std::string("has other bytes than were written");
  return probe_right_tag(store, *std::move(found));
}

}  // namespace tlog
