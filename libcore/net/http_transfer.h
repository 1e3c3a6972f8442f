#pragma once
// One try of one request, over libcurl, and what its end means.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/compress/decoder.h"
#include "libcore/net/http.h"

namespace tlog {

// How one try ended.
struct HttpOutcome {
  enum class Kind : uint8_t { kBody, kRedirect, kAgain, kFailed };
  Kind kind = Kind::kFailed;
  std::string text{};     // of kBody the body, of kRedirect where to
  unsigned status = 200;  // of kBody, as HttpResponse has it and the next
  std::string content_type{};
  std::string etag{};
  std::optional<uint64_t> length{};
  std::optional<Error> error{};  // of kAgain and kFailed; it does not name the URL
  // What the server asks for before anything is asked of it again.
  std::chrono::seconds retry_after{0};
  bool slow_down = false;  // too much was asked of it
};

// Of curl.h, which stays out of this header.
using CurlHandle = void;

class HttpTransfer {
 public:
  explicit HttpTransfer(const HttpOptions& options);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  CurlHandle* handle() const { return easy_; }
  // Makes the handle ready for `url`, which is the request's or one that it was redirected to. The request stays where
  // it is until finish().
  void prepare(const HttpRequest& request, const std::string& url, std::chrono::milliseconds limit);
  // The meaning of the result (a CURLcode) that the transfer ended with.
  HttpOutcome finish(int result);
  // Did the sink get a piece of the body?
  bool delivered() const { return delivered_ > 0; }

 private:
  static size_t on_header(char* data, size_t one, size_t size, void* self);
  static size_t on_body(char* data, size_t one, size_t size, void* self);
  bool take(ByteView piece);
  Status choose_decoder();
  Status decode(ByteView piece);
  Status deliver(ByteView piece);
  void prepare_post(const std::string& bytes);
  void prepare_other(const HttpRequest& request);
  void sign(const HttpSigner& signer, std::string_view content);
  void add_header(const std::string& line);
  std::string header(const char* name) const;
  HttpOutcome put_refused(const std::string& answer) const;
  long status() const;
  bool answer_begun() const;
  bool wanted() const;
  std::string content_type() const;
  std::chrono::seconds retry_after() const;
  size_t header_count(const char* name) const;
  bool framed() const;
  HttpOutcome unanswered(int result) const;
  HttpOutcome redirected() const;
  HttpOutcome refused() const;

  const HttpOptions& options_;
  CurlHandle* easy_;
  void* headers_;
  void* post_headers_;
  void* own_headers_ = nullptr;  // of this request alone
  std::string user_agent_;
  std::string url_;
  char detail_[256] = {};  // CURL_ERROR_SIZE

  const HttpRequest* request_ = nullptr;
  std::string body_;
  std::unique_ptr<Decoder> decoder_;  // of Content-Encoding
  bool headers_ended_ = false;
  bool begun_ = false;  // the body
  uint64_t received_ = 0, delivered_ = 0, header_bytes_ = 0;
  std::optional<Error> fault_;  // why the body is not wanted any more
  bool out_of_memory_ = false;
};

// The User-Agent: "tlog-tools/0.1.0 (+https://example.com/contact)". usage: a contact that cannot stand in it.
Result<std::string> http_user_agent(const std::string& contact);

// The pause before try `failed` + 1, the first being 1: it doubles, and a part of it is left to chance (`chance` from 0
// to 1), so that many who failed at once do not come back at once.
std::chrono::milliseconds http_backoff(uint64_t failed, double chance);

}  // namespace tlog
