#include "libcore/net/http_transfer.h"

#include <curl/curl.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/base/version.h"
#include "libcore/compress/gzip.h"
#include "libcore/crypto/sha256.h"

namespace tlog {

namespace {

constexpr size_t kMaxContactBytes = 200;
constexpr size_t kPieceBytes = 64 * 1024;           // decoded at once
constexpr uint64_t kMaxErrorBodyBytes = 64 * 1024;  // read past, so that the connection can be used again
constexpr size_t kMaxS3ErrorBytes = 4096, kMaxS3CodeBytes = 64;
constexpr uint64_t kMaxHeaderBytes = 64 * 1024;  // of all headers and trailers of an answer, and of interim ones
// What gzip may add to what does not compress: 5 bytes for each 16 KiB and the frame.
constexpr uint64_t gzip_bound(uint64_t bytes) { return bytes + bytes / 1024 + 4096; }

constexpr std::chrono::milliseconds kFirstBackoff{500};
constexpr std::chrono::milliseconds kMaxBackoff{30'000};

// Sets an option that cannot fail but for memory.
template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode result = curl_easy_setopt(easy, option, value);
  if (result == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  ASSERT(result == CURLE_OK);
}

HttpOutcome again(Error error) { return {.kind = HttpOutcome::Kind::kAgain, .error = std::move(error)}; }
HttpOutcome again(std::string cause) { return again(Error(Errc::kNetwork, std::move(cause))); }

// In place of what is wrong with a body whose length is not known.
HttpOutcome cut_off(const std::string& wrong) {
  return again("the answer has no length, and may be cut off: " + wrong);
}

// The word for what is wrong in an error of S3, <Error><Code>AccessDenied</Code>...; or nothing.
std::string s3_code(std::string_view xml) {
  constexpr std::string_view kBegin = "<Code>", kEnd = "</Code>";
  const size_t begin = xml.find(kBegin), end = xml.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  const std::string_view code = xml.substr(begin + kBegin.size(), end - begin - kBegin.size());
  const bool plain =
      !code.empty() && code.size() <= kMaxS3CodeBytes && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      });
  return plain ? std::string(code) : std::string();
}

// Can this be the Content-Length of an answer? libcurl takes what is too large for none at all.
bool can_be_length(std::string_view text) {
  while (text.size() > 1 && text[0] == '0') text.remove_prefix(1);
  return parse_u64(text, INT64_MAX).has_value();
}

// Called by libcurl for each socket. A command that we start is not to keep a connection open.
curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* address) {
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

HttpOutcome failed(Error error) { return {.kind = HttpOutcome::Kind::kFailed, .error = std::move(error)}; }

}  // namespace

Result<std::string> http_user_agent(const std::string& contact) {
  const std::string name = fmt::format("tlog-tools/{}", kVersion);
  if (contact.empty()) return name;
  // A comment of RFC 9110 5.6.5, without what would have to be escaped in it.
  const bool fit = contact.size() <= kMaxContactBytes && std::all_of(contact.begin(), contact.end(), [](char c) {
                     return c >= 0x20 && c <= 0x7e && c != '(' && c != ')' && c != '\\';
                   });
  if (!fit) {
    return Error(Errc::kUsage, fmt::format("\"{}\" cannot stand in a User-Agent", printable(contact)))
        .hint("a contact is an address or a URL, in ASCII, without parentheses");
  }
  return fmt::format("{} (+{})", name, contact);
}

std::chrono::milliseconds http_backoff(uint64_t failed, double chance) {
  const auto doublings = std::min<uint64_t>(failed - 1, 16);
  const auto whole = std::min(kMaxBackoff, kFirstBackoff * (int64_t{1} << doublings));
  return whole / 2 + std::chrono::milliseconds(static_cast<int64_t>(static_cast<double>(whole.count()) / 2 * chance));
}

HttpTransfer::HttpTransfer(const HttpOptions& options)
    : options_(options), easy_(curl_easy_init()), headers_(nullptr), post_headers_(nullptr) {
  if (easy_ == nullptr) throw std::bad_alloc();
  // C2SP tlog-tiles: "Clients SHOULD include gzip and identity in their Accept-Encoding headers". We decode it
  // ourselves, as strictly as everything else and with the same limit.
  headers_ = curl_slist_append(nullptr, "Accept-Encoding: gzip, identity");
  // What is sent is short, and its receiver need not be asked first whether it wants it.
  for (const char* line : {"Accept-Encoding: gzip, identity", "Content-Type: text/plain; charset=utf-8", "Expect:"}) {
    post_headers_ = curl_slist_append(static_cast<curl_slist*>(post_headers_), line);
  }
  if (headers_ == nullptr || post_headers_ == nullptr) throw std::bad_alloc();
  auto user_agent = http_user_agent(options.contact);
  ASSERT(user_agent.has_value());
  user_agent_ = *std::move(user_agent);
}

HttpTransfer::~HttpTransfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(static_cast<curl_slist*>(headers_));
  curl_slist_free_all(static_cast<curl_slist*>(post_headers_));
  curl_slist_free_all(static_cast<curl_slist*>(own_headers_));
}

void HttpTransfer::prepare(const HttpRequest& request, const std::string& url, std::chrono::milliseconds limit) {
  request_ = &request;
  url_ = url;
  body_.clear();
  decoder_.reset();
  headers_ended_ = begun_ = false;
  received_ = delivered_ = header_bytes_ = 0;
  fault_.reset();
  out_of_memory_ = false;
  detail_[0] = '\0';

  curl_easy_reset(easy_);  // keeps the connections
  set(easy_, CURLOPT_URL, url_.c_str());
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_FOLLOWLOCATION, 0L);  // redirected() judges each
  set(easy_, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set(easy_, CURLOPT_PIPEWAIT, 1L);  // rather a stream on a connection that is being made than another connection
  set(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) {
    set(easy_, CURLOPT_CAINFO, options_.ca_file.c_str());
    set(easy_, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(easy_, CURLOPT_USERAGENT, user_agent_.c_str());
  set(easy_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(headers_));
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  set(easy_, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(easy_, CURLOPT_QUICK_EXIT, 1L);  // who gives up does not wait for a server of names
  set(easy_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.timeout_s));
  set(easy_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.timeout_s));
  set(easy_, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(kSlowestBytesPerSecond));
  set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  set(easy_, CURLOPT_ERRORBUFFER, &detail_[0]);
  set(easy_, CURLOPT_PRIVATE, static_cast<void*>(this));
  set(easy_, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  set(easy_, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(easy_, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  set(easy_, CURLOPT_WRITEDATA, static_cast<void*>(this));
  if (request.post) prepare_post(*request.post);
  prepare_other(request);
}

void HttpTransfer::prepare_post(const std::string& bytes) {
  set(easy_, CURLOPT_POST, 1L);
  set(easy_, CURLOPT_POSTFIELDS, bytes.data());
  set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
  set(easy_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(post_headers_));
}

void HttpTransfer::add_header(const std::string& line) {
  curl_slist* const longer = curl_slist_append(static_cast<curl_slist*>(own_headers_), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  own_headers_ = longer;
}

// Other methods than GET and POST, headers, and the signature over them.
void HttpTransfer::prepare_other(const HttpRequest& request) {
  curl_slist_free_all(static_cast<curl_slist*>(std::exchange(own_headers_, nullptr)));
  if (request.method == HttpMethod::kHead) set(easy_, CURLOPT_NOBODY, 1L);
  if (request.method == HttpMethod::kPut) {
    // As fields, not as an upload: so the bytes are there to be signed, and to be sent again.
    set(easy_, CURLOPT_POSTFIELDS, request.content.data() == nullptr ? "" : request.content.data());
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.content.size()));
    set(easy_, CURLOPT_CUSTOMREQUEST, "PUT");
  }
  for (const std::string& line : request.headers) add_header(line);
  if (request.signer != nullptr) sign(*request.signer, request.content);
  if (own_headers_ != nullptr) set(easy_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(own_headers_));
}

void HttpTransfer::sign(const HttpSigner& signer, std::string_view content) {
  // S3 wants it said; libcurl of this age signs it without saying it.
  const Hash hash = sha256(as_bytes(content));
  add_header("X-Amz-Content-Sha256: " + hex_encode(ByteView(hash.bytes)));
  if (!signer.session_token.empty()) add_header("X-Amz-Security-Token: " + signer.session_token);
  set(easy_, CURLOPT_AWS_SIGV4, ("aws:amz:" + signer.region + ":s3").c_str());
  set(easy_, CURLOPT_USERNAME, signer.access_key_id.c_str());
  set(easy_, CURLOPT_PASSWORD, signer.secret_access_key.c_str());
}

long HttpTransfer::status() const {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// Once it has, libcurl has no other name for a header line that is longer than it takes than a want of memory.
bool HttpTransfer::answer_begun() const {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_, CURLINFO_STARTTRANSFER_TIME_T, &microseconds);
  return microseconds > 0;
}

// Is the body of the answer what was asked for?
bool HttpTransfer::wanted() const {
  const long code = status();
  if (request_->once) return true;
  if (request_->method == HttpMethod::kPut) return code == 200 || code == 201 || code == 204 || code == 412;
  return code == 200 || request_->post;
}

// The last one of this name; empty where there is none.
std::string HttpTransfer::header(const char* name) const {
  curl_header* found = nullptr;
  return curl_easy_header(easy_, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
}

std::string HttpTransfer::content_type() const {
  char* type = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_CONTENT_TYPE, &type);
  return type == nullptr ? "" : type;
}

std::chrono::seconds HttpTransfer::retry_after() const {
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy_, CURLINFO_RETRY_AFTER, &seconds);
  return std::chrono::seconds(std::max<curl_off_t>(seconds, 0));
}

size_t HttpTransfer::header_count(const char* name) const {
  curl_header* header = nullptr;
  return curl_easy_header(easy_, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->amount : 0;
}

// Before HTTP/2, a body without a length ends where the connection does, unless chunks are its last coding (RFC 9112
// 6.3).
bool HttpTransfer::framed() const {
  long version = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
  if (version >= CURL_HTTP_VERSION_2_0 || header_count("Content-Length") > 0) return true;
  const size_t codings = header_count("Transfer-Encoding");
  curl_header* last = nullptr;
  if (codings == 0 || curl_easy_header(easy_, "Transfer-Encoding", codings - 1, CURLH_HEADER, -1, &last) != CURLHE_OK) {
    return false;
  }
  const std::string_view value = last->value;
  const size_t divided = value.find_last_of(", \t");
  return curl_strequal(last->value + (divided == value.npos ? 0 : divided + 1), "chunked") != 0;
}

// Called by libcurl for each line, of trailers too.
size_t HttpTransfer::on_header(char* data, size_t, size_t size, void* self) {
  const std::string_view line(data, size);
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.header_bytes_ += size;
  if (transfer.header_bytes_ > kMaxHeaderBytes) return 0;  // libcurl keeps them all
  bool& ended = transfer.headers_ended_;
  if (line.starts_with("HTTP/")) ended = false;  // the answer, behind an interim one
  if (line == "\r\n" || line == "\n") ended = true;
  return size;
}

// Called by libcurl, through which no exception may pass.
size_t HttpTransfer::on_body(char* data, size_t, size_t size, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  try {
    return transfer.take(as_bytes({data, size})) ? size : CURL_WRITEFUNC_ERROR;
  } catch (const std::bad_alloc&) {
    transfer.out_of_memory_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
}

bool HttpTransfer::take(ByteView piece) {
  received_ += piece.size();
  const bool kept = request_->method == HttpMethod::kGet || request_->max_bytes > 0;
  if (status() != 200 || !kept) {
    if (request_->signer != nullptr) {  // for what is wrong
      body_ +=
          as_text(piece.first(std::min(piece.size(), kMaxS3ErrorBytes - std::min(kMaxS3ErrorBytes, body_.size()))));
    }
    if (request_->post) body_ += as_text(piece.first(std::min(piece.size(), request_->max_bytes - body_.size())));
    return received_ <= kMaxErrorBodyBytes;
  }
  Status taken = begun_ ? Status() : choose_decoder();
  begun_ = true;
  if (taken) taken = decoder_ ? decode(piece) : deliver(piece);
  if (!taken) fault_ = std::move(taken).error();
  return !fault_;
}

Status HttpTransfer::choose_decoder() {
  curl_header* header = nullptr;
  if (curl_easy_header(easy_, "Content-Encoding", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  const std::string_view encoding = header->value;
  const auto is = [&](const char* coding) { return curl_strequal(header->value, coding) != 0; };
  if (is("identity") || encoding.empty()) return {};
  if (header->amount > 1 || (!is("gzip") && !is("x-gzip"))) {
    return Error(Errc::kNetwork,
                 fmt::format("the server answers in an encoding that was not asked for, \"{}\"", printable(encoding)));
  }
  decoder_ = std::make_unique<GzipDecoder>(UINT64_MAX);  // deliver() has the limit
  return {};
}

Status HttpTransfer::decode(ByteView piece) {
  // A gzip body can also be long without anything coming out of it.
  if (received_ > gzip_bound(request_->max_bytes)) return deliver(piece);
  std::array<uint8_t, kPieceBytes> output;
  while (true) {
    TRY(const DecodeStep step, decoder_->decode(piece, output));
    if (step.consumed + step.produced == 0) return {};
    if (step.produced > 0) CHECK(deliver(ByteView(output).first(step.produced)));
    piece = piece.subspan(step.consumed);
  }
}

Status HttpTransfer::deliver(ByteView piece) {
  if (piece.size() > request_->max_bytes - delivered_ || received_ > gzip_bound(request_->max_bytes)) {
    return Error(Errc::kMalformed, fmt::format("is longer than the limit of {} bytes", request_->max_bytes));
  }
  delivered_ += piece.size();
  if (request_->sink) return request_->sink(piece);
  body_ += as_text(piece);
  return {};
}

HttpOutcome HttpTransfer::finish(int result) {
  if (out_of_memory_) throw std::bad_alloc();
  if (header_bytes_ > kMaxHeaderBytes || (result == CURLE_OUT_OF_MEMORY && answer_begun())) {
    return failed(Error(Errc::kNetwork, "the headers of the answer are too long"));
  }
  if (result == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (fault_) return failed(std::move(*fault_));
  const bool error_body_cut = result == CURLE_WRITE_ERROR && status() != 200;
  if (result != CURLE_OK && !error_body_cut) return unanswered(result);
  // libcurl takes headers that are cut off for whole, and of several lengths the last.
  if (!headers_ended_) return unanswered(CURLE_RECV_ERROR);
  if (header_count("Content-Length") > 1) return again("the server tells two lengths of its answer");
  if (header_count("Content-Length") > 0 && !can_be_length(header("Content-Length"))) {
    return again("the server tells a length of its answer that cannot be one");
  }
  if (!wanted()) return status() / 100 == 3 ? redirected() : refused();
  if (decoder_) {
    auto whole = decoder_->finish();
    if (!whole && !framed()) return cut_off(whole.error().message());
    if (!whole) return failed(std::move(whole).error());
  }
  if (request_->wrong && !framed()) {
    if (const std::string wrong = request_->wrong(body_); !wrong.empty()) return cut_off(wrong);
  }
  return {.kind = HttpOutcome::Kind::kBody,
          .text = std::move(body_),
          .status = static_cast<unsigned>(status()),
          .content_type = content_type(),
          .etag = header("ETag"),
          .length = parse_u64(header("Content-Length")),
          .retry_after = retry_after()};
}

// No answer, or no whole one.
HttpOutcome HttpTransfer::unanswered(int result) const {
  const auto unsent = [&](const char* cause) {
    return again(Error(request_->once ? Errc::kCannotCreate : Errc::kNetwork, cause));
  };
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return unsent("no address is known for the name of the server");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return unsent("no address is known for the name of the proxy");
    case CURLE_COULDNT_CONNECT:
      return unsent("no connection to the server");
    case CURLE_OPERATION_TIMEDOUT:
      return again(begun_ ? "the answer of the server is too slow" : "the server does not answer");
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return again(received_ > 0 ? "the answer of the server is cut off" : "the server closes the connection");
    case CURLE_SSL_CONNECT_ERROR:
      return again(fmt::format("no TLS connection to the server ({})", printable(&detail_[0])));
    case CURLE_PEER_FAILED_VERIFICATION:
      return failed(Error(Errc::kNetwork,
                          fmt::format("the certificate of the server does not verify ({})", printable(&detail_[0])))
                        .hint("where the server has an authority of its own, name its certificate with --cacert"));
    case CURLE_SSL_CACERT_BADFILE:
      return failed(Error(Errc::kConfig, fmt::format("there is no certificate in {}", printable(options_.ca_file))));
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return again("the server does not speak HTTP");
    default:
      return again(fmt::format("the request failed ({})",
                               printable(detail_[0] != '\0' ? &detail_[0] : curl_easy_strerror(CURLcode(result)))));
  }
}

HttpOutcome HttpTransfer::redirected() const {
  char* target = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_REDIRECT_URL, &target);
  if (target == nullptr) return refused();
  const std::string url = target;
  const std::string shown = printable(url);
  if (request_->method != HttpMethod::kGet || request_->signer != nullptr) {
    return failed(Error(Errc::kConfig, fmt::format("the server redirects to \"{}\", which is not followed", shown))
                      .hint("name the right place, and for S3 the right region"));
  }
  if (has_scheme(url_, "https") && has_scheme(url, "http")) {
    return failed(
        Error(Errc::kNetwork, fmt::format("the server redirects from https to \"{}\", which is not followed", shown)));
  }
  if (!check_url(url)) {
    return failed(Error(Errc::kNetwork, fmt::format("the server redirects to \"{}\", which is not followed", shown)));
  }
  return {.kind = HttpOutcome::Kind::kRedirect, .text = url};
}

// What servers say of a PUT that they do not take. 409 is S3's to one that comes together with another of that name.
HttpOutcome HttpTransfer::put_refused(const std::string& answer) const {
  const std::string answered = fmt::format("the server answered {} to a PUT", answer);
  if (status() == 409) return again(answered);
  return failed(Error(Errc::kConfig, answered).hint("it does not store objects, or not under a condition"));
}

// An answer that is not the body.
HttpOutcome HttpTransfer::refused() const {
  const long code = status();
  const std::string s3 = request_->signer != nullptr ? s3_code(body_) : "";
  const std::string answer = s3.empty() ? std::to_string(code) : fmt::format("{} {}", code, s3);
  const std::string answered = fmt::format("the server answered {}", answer);
  if (request_->method == HttpMethod::kPut && (code == 405 || code == 409 || code == 501)) return put_refused(answer);
  if (code == 404 || code == 410) return failed(Error(Errc::kNotFound, "the server does not have it"));
  if (code == 401 || code == 403)
    return failed(Error(Errc::kDenied, fmt::format("the server denies access ({})", answer)));
  if (code != 408 && code != 429 && code / 100 != 5) return failed(Error(Errc::kNetwork, answered));
  HttpOutcome outcome = again(answered);
  outcome.retry_after = retry_after();
  outcome.slow_down = code == 429 || code == 503;
  if (code == 429) {
    outcome.error =
        std::move(*outcome.error).hint("it wants fewer requests: lower --connections or --jobs, or try again later");
  }
  return outcome;
}

}  // namespace tlog
