#include "libcore/store/object_store_http.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

#include "libcore/base/assert.h"
#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/crypto/sha256.h"
#include "libcore/store/s3_listing.h"

namespace tlog {

namespace {

constexpr size_t kMaxNameBytes = 4096;  // of a store, in messages
constexpr size_t kMaxKeyPrefixBytes = 512;
constexpr size_t kMaxCredentialBytes = 8192;  // a session token has about one thousand
constexpr const char* kDefaultRegion = "us-east-1";

// What may stand in the path of a URL as it is, so that what is signed is what is sent.
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

// RFC 9110 8.8.3: a quoted one without W/ before it. An asterisk would be any object, and an empty header no condition.
bool is_strong_tag(std::string_view tag) {
  return tag.size() >= 2 && tag.front() == '"' && tag.back() == '"' &&
         std::all_of(tag.begin() + 1, tag.end() - 1, [](char c) { return c > 0x20 && c < 0x7f && c != '"'; });
}

std::string without_slashes(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

class HttpStore : public ObjectStore {
 public:
  HttpStore(HttpPlace place, bool unsafe, std::unique_ptr<HttpClient> client)
      : name_(printable(place.name, kMaxNameBytes)),
        prefix_(std::move(place.prefix)),
        bucket_(std::move(place.bucket)),
        unsafe_(unsafe),
        client_(std::move(client)) {}

  const std::string& name() const override { return name_; }
  bool is_suspect() const override { return !unsafe_; }

  Result<std::optional<FoundObject>> get(const std::string& key, size_t max_bytes) override {
    // Of a body without a length nobody can say whether the store has other bytes, or the connection was cut.
    auto answer = ask({.url = prefix_ + "/" + key,
                       .max_bytes = max_bytes,
                       .wrong = [](std::string_view) { return std::string("nobody knows what the store has"); },
                       .headers = {"Accept-Encoding: identity"}});
    if (!answer && answer.error().code() == Errc::kNotFound) return std::optional<FoundObject>();
    if (!answer) return explain(std::move(answer).error());
    // Where conditions are looked at here, there need not be an ETag.
    std::string tag = unsafe_ ? hex_encode(ByteView(sha256(as_bytes(answer->body)).bytes)) : std::move(answer->etag);
    return std::optional(FoundObject{std::move(answer->body), std::move(tag)});
  }

  Result<std::optional<uint64_t>> size_of(const std::string& key) override {
    auto answer =
        ask({.url = prefix_ + "/" + key, .method = HttpMethod::kHead, .headers = {"Accept-Encoding: identity"}});
    if (!answer && answer.error().code() == Errc::kNotFound) return std::optional<uint64_t>();
    if (!answer) return explain(std::move(answer).error());
    if (!answer->length) return Error(Errc::kNetwork, name_of(key) + ": the server does not tell its length");
    return answer->length;
  }

  Result<PutOutcome> create(const std::string& key, std::string_view bytes, const ObjectKind& kind) override {
    if (!unsafe_) return put(key, bytes, kind, "If-None-Match: *");
    TRY(const auto present, size_of(key));
    return present ? PutOutcome::kRefused : put(key, bytes, kind, "");
  }

  Result<PutOutcome> swap(const std::string& key, std::string_view bytes, const ObjectKind& kind,
                          const std::string& tag) override {
    if (!unsafe_) {
      if (!is_strong_tag(tag)) {
        return Error(Errc::kConfig,
                     fmt::format("{}: its ETag, {}, is none that a swap can be bound to", name_of(key), printable(tag)))
            .hint("with --unsafe-store it is used all the same: then nobody else may write there meanwhile");
      }
      return put(key, bytes, kind, "If-Match: " + tag);
    }
    TRY(const auto present, get(key, kMaxSwappedBytes));
    if (!present || present->tag != tag) return PutOutcome::kRefused;
    return put(key, bytes, kind, "");
  }

  bool can_list() const override { return bucket_.has_value(); }

  Status list(const std::function<Status(const ListedObject&)>& see) override {
    ASSERT(bucket_);
    std::optional<std::string> token;
    std::set<std::string> seen;
    while (true) {
      TRY(S3Listing page, list_page(token));
      for (ListedObject& object : page.objects) {
        if (!object.key.starts_with(bucket_->key_prefix)) {
          return Error(Errc::kNetwork, fmt::format("{}: the server lists \"{}\", which was not asked for", name_,
                                                   printable(object.key)));
        }
        object.key.erase(0, bucket_->key_prefix.size());
        if (!object.key.starts_with(".tlog/")) CHECK(see(object));
      }
      if (!page.next) return {};
      if (page.objects.empty() || !seen.insert(hex_encode(ByteView(sha256(as_bytes(*page.next)).bytes))).second) {
        return Error(Errc::kNetwork, name_ + ": the server's listing does not come to an end");
      }
      token = std::move(page.next);
    }
  }

 private:
  static constexpr size_t kMaxSwappedBytes = 1'000'000;

  Result<HttpResponse> ask(HttpRequest request) {
    if (bucket_) request.signer = &bucket_->signer;
    return std::move(client_->get({&request, 1})[0]);
  }

  Result<S3Listing> list_page(const std::optional<std::string>& token) {
    const std::string url = bucket_->url + "/?" + s3_listing_query(bucket_->key_prefix, token);
    auto answer = ask({.url = url,
                       .max_bytes = kMaxS3ListingBytes,
                       .wrong = [](std::string_view body) { return fault_of(parse_s3_listing(body)); },
                       .headers = {"Accept-Encoding: identity"}});
    if (!answer && answer.error().code() == Errc::kNotFound) {
      return Error(Errc::kConfig, name_ + ": the server says that there is no such bucket");
    }
    if (!answer && answer.error().code() == Errc::kMalformed) return Error(Errc::kNetwork, answer.error().message());
    if (!answer) return std::move(answer).error();
    auto page = parse_s3_listing(answer->body);
    if (!page) return Error(Errc::kNetwork, fmt::format("{}: {}", name_, page.error().message()));
    return page;
  }

  static std::string fault_of(const Result<S3Listing>& page) { return page ? std::string() : page.error().message(); }

  Error explain(Error error) const {
    if (error.code() != Errc::kDenied || !bucket_) return error;
    return std::move(error).hint("without leave to list the bucket, S3 denies access to what is not there, too");
  }

  Result<PutOutcome> put(const std::string& key, std::string_view bytes, const ObjectKind& kind,
                         const std::string& condition) {
    HttpRequest request{.url = prefix_ + "/" + key, .method = HttpMethod::kPut, .content = bytes};
    request.headers = {fmt::format("Content-Type: {}", kind.content_type),
                       fmt::format("Cache-Control: {}", kind.cache_control)};
    if (!condition.empty()) request.headers.push_back(condition);
    auto answer = ask(std::move(request));
    if (answer) return answer->status == 412 ? PutOutcome::kRefused : PutOutcome::kDone;
    if (answer.error().code() != Errc::kNotFound) return std::move(answer).error();
    // S3 says 404 to If-Match where there is no object; and everybody does where there is no such bucket or place.
    if (condition.starts_with("If-Match")) {
      TRY(const auto present, size_of(key));
      if (!present) return PutOutcome::kRefused;
    }
    return Error(Errc::kConfig, name_ + ": the server says that there is no such place")
        .hint("objects can be put only where there is a bucket or a folder");
  }

  const std::string name_, prefix_;
  const std::optional<S3Bucket> bucket_;
  const bool unsafe_;
  const std::unique_ptr<HttpClient> client_;
};

Status check_prefix(const std::string& place, std::string_view prefix) {
  if (prefix.size() > kMaxKeyPrefixBytes) return Error(Errc::kUsage, printable(place) + ": the prefix is too long");
  const bool plain = std::all_of(prefix.begin(), prefix.end(), [](char c) { return is_plain(c) || c == '/'; });
  const std::string framed = "/" + std::string(prefix) + "/";
  const bool odd = framed.find("/./") != std::string::npos || framed.find("/../") != std::string::npos ||
                   (!prefix.empty() && framed.find("//") != std::string::npos);
  if (plain && !odd) return {};
  return Error(Errc::kUsage,
               printable(place) + ": a prefix has letters, digits, \"-\", \"_\", \".\", \"~\" and single slashes");
}

// The rules for new buckets: 3 to 63 lower-case letters, digits, dots and hyphens.
bool is_bucket(std::string_view name) {
  return name.size() >= 3 && name.size() <= 63 && name.front() != '-' && name.front() != '.' && name.back() != '-' &&
         name.back() != '.' && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

bool is_credential(std::string_view text) {
  return text.size() <= kMaxCredentialBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<HttpSigner> make_signer(const S3Options& s3) {
  if (s3.access_key_id.empty() || s3.secret_access_key.empty()) {
    return Error(Errc::kConfig, "there are no credentials for S3")
        .hint("they come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where there is one");
  }
  HttpSigner signer{s3.region.empty() ? kDefaultRegion : s3.region, s3.access_key_id, s3.secret_access_key,
                    s3.session_token};
  if (!is_credential(signer.access_key_id) || !is_credential(signer.secret_access_key) ||
      !is_credential(signer.session_token)) {
    return Error(Errc::kConfig, "the credentials for S3 are not texts of ASCII without blanks");
  }
  if (!std::all_of(signer.region.begin(), signer.region.end(), is_plain)) {
    return Error(Errc::kUsage, printable(signer.region) + ": is no region");
  }
  return signer;
}

}  // namespace

Result<HttpPlace> http_place(const std::string& url) {
  CHECK(check_url(url));
  if (url.find_first_of("?#") != std::string::npos) {
    return Error(Errc::kUsage, printable(url) + ": the URL of a store has no query and no fragment");
  }
  const std::string prefix = without_slashes(url);
  return HttpPlace{.name = prefix, .prefix = prefix};
}

Result<HttpPlace> s3_place(const std::string& place, const S3Options& s3) {
  constexpr std::string_view kScheme = "s3://";
  const std::string named = without_slashes(place.substr(kScheme.size()));
  const std::string bucket = named.substr(0, named.find('/'));
  const std::string prefix = bucket.size() == named.size() ? "" : named.substr(bucket.size() + 1);
  if (!is_bucket(bucket)) {
    return Error(Errc::kUsage, printable(place) + ": names no bucket").hint("it is written s3://BUCKET/PREFIX");
  }
  CHECK(check_prefix(place, prefix));
  TRY(HttpSigner signer, make_signer(s3));
  std::string url = without_slashes(s3.endpoint);
  if (!url.empty()) {
    CHECK(check_url(url));
    if (url.find_first_of("?#") != std::string::npos || std::count(url.begin(), url.end(), '/') != 2) {
      return Error(Errc::kUsage, printable(url) + ": an endpoint is a scheme, a host and perhaps a port");
    }
    url += "/" + bucket;
  } else if (bucket.find('.') != std::string::npos) {  // no certificate fits such a host
    url = fmt::format("https://s3.{}.amazonaws.com/{}", signer.region, bucket);
  } else {
    url = fmt::format("https://{}.s3.{}.amazonaws.com", bucket, signer.region);
  }
  S3Bucket bucket_of{url, prefix.empty() ? "" : prefix + "/", std::move(signer)};
  if (!prefix.empty()) url += "/" + prefix;
  return HttpPlace{.name = without_slashes(place), .prefix = std::move(url), .bucket = std::move(bucket_of)};
}

Result<std::unique_ptr<ObjectStore>> open_http_store(const std::string& url, const StoreOptions& options) {
  TRY(HttpPlace place, http_place(url));
  TRY(auto client, HttpClient::open(options.http));
  return std::unique_ptr<ObjectStore>(std::make_unique<HttpStore>(std::move(place), options.unsafe, std::move(client)));
}

Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const StoreOptions& options) {
  TRY(HttpPlace at, s3_place(place, options.s3));
  TRY(auto client, HttpClient::open(options.http));
  return std::unique_ptr<ObjectStore>(std::make_unique<HttpStore>(std::move(at), options.unsafe, std::move(client)));
}

}  // namespace tlog
