#include "libcore/net/http.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <climits>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <new>
#include <set>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/crypto/random.h"
#include "libcore/net/http_transfer.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr size_t kMaxUrlBytes = 4096;
constexpr milliseconds kPollInterval{200};  // how long a cancellation may go unnoticed
// A server that was asked for too much is asked for half as much at once; one more after so many bodies for each.
constexpr uint64_t kBodiesPerStep = 50;
constexpr uint64_t kTimeoutsPerRequest = 10;  // the time for all tries of a request, in timeouts

// What one call of get() waits for.
struct Batch {
  std::vector<std::optional<Result<HttpResponse>>> answers;
  size_t open = 0;
};

// A request, until it is answered.
struct Job {
  const HttpRequest* request;
  std::shared_ptr<Batch> batch;
  size_t slot;
  std::string url;  // after redirects
  uint64_t failed = 0;
  unsigned redirects = 0;
  Clock::time_point deadline{};                      // of all tries; set by the first
  std::unique_ptr<HttpTransfer> transfer = nullptr;  // while it is under way
};
using JobPtr = std::unique_ptr<Job>;

// Once for the process, as libcurl asks for.
void start_curl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result != CURLE_OK) throw std::bad_alloc();
}

std::set<int> open_descriptors() {
  std::set<int> out;
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end; at.increment(error)) {
    if (const auto fd = parse_u64(at->path().filename().string(), INT_MAX)) out.insert(static_cast<int>(*fd));
  }
  std::erase_if(out, [](int fd) { return ::fcntl(fd, F_GETFD) < 0; });  // the one by which they were listed
  return out;
}

// The pair of sockets by which libcurl wakes itself would stay open in commands that we start, and it has no option for
// that. What others open meanwhile is not for commands, either.
CURLM* make_multi() {
  const std::set<int> before = open_descriptors();
  CURLM* const multi = curl_multi_init();
  if (multi == nullptr) throw std::bad_alloc();
  for (const int fd : open_descriptors()) {
    if (!before.contains(fd)) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  return multi;
}

void check(CURLMcode result) {
  if (result == CURLM_OUT_OF_MEMORY) throw std::bad_alloc();
  ASSERT(result == CURLM_OK);
}

double chance() {
  uint8_t byte = 0;
  return random_bytes({&byte, 1}) ? byte / 255.0 : 0.5;  // it need not be good
}

milliseconds until(Clock::time_point when, Clock::time_point now) {
  return std::chrono::ceil<milliseconds>(std::max(when - now, Clock::duration::zero()));
}

}  // namespace

// What waits, and what is under way. Of the threads in get() one drives: it alone touches libcurl, for all of them,
// until its own requests are answered; then another one takes over. (So there is no thread of our own that would have
// to be told when to end.)
class HttpClient::Queue {
 public:
  explicit Queue(HttpOptions options) : options_(std::move(options)), at_once_(options_.connections) {
    start_curl();
    multi_ = make_multi();
    const long connections = static_cast<long>(options_.connections);
    check(curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections));
    check(curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections));
  }
  ~Queue() {
    for (auto& [handle, job] : active_) curl_multi_remove_handle(multi_, handle);
    active_.clear();
    idle_.clear();
    curl_multi_cleanup(multi_);
  }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  std::vector<Result<HttpResponse>> get(std::span<const HttpRequest> requests);

 private:
  void drive(const Batch& batch, std::unique_lock<std::mutex>& lock);
  void start_some(Clock::time_point now);
  void start(JobPtr job, Clock::time_point now);
  void settle(JobPtr job, HttpOutcome outcome, Clock::time_point now);
  void try_again(JobPtr job, HttpOutcome outcome, Clock::time_point now);
  void answer(Job& job, Result<HttpResponse> result);
  void give_up_all();
  milliseconds wait_time(Clock::time_point now) const;

  const HttpOptions options_;
  CURLM* multi_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  bool driven_ = false;
  bool broken_ = false;  // memory ran out meanwhile
  std::deque<JobPtr> fresh_;
  std::multimap<Clock::time_point, JobPtr> waiting_;  // to be tried again; before any fresh one
  std::map<CURL*, JobPtr> active_;                    // the driver's
  std::vector<std::unique_ptr<HttpTransfer>> idle_;   // the driver's
  Clock::time_point paused_until_{};                  // the server asked for it
  uint64_t at_once_;                                  // requests under way, at most
  uint64_t bodies_ = 0;                               // since at_once_ changed
};

std::vector<Result<HttpResponse>> HttpClient::Queue::get(std::span<const HttpRequest> requests) {
  const auto batch = std::make_shared<Batch>();
  batch->answers.resize(requests.size());
  std::unique_lock lock(mutex_);
  for (size_t i = 0; i < requests.size(); i++) {
    if (auto status = check_url(requests[i].url); !status) {
      batch->answers[i] = Result<HttpResponse>(std::move(status).error());
      continue;
    }
    fresh_.push_back(JobPtr(new Job{.request = &requests[i], .batch = batch, .slot = i, .url = requests[i].url}));
    batch->open++;
  }
  if (driven_) curl_multi_wakeup(multi_);
  while (batch->open > 0) {
    if (broken_) throw std::bad_alloc();
    if (driven_) {
      changed_.wait(lock);
    } else {
      drive(*batch, lock);
    }
  }
  std::vector<Result<HttpResponse>> out;
  out.reserve(requests.size());
  for (auto& answer : batch->answers) out.push_back(*std::move(answer));
  return out;
}

void HttpClient::Queue::drive(const Batch& batch, std::unique_lock<std::mutex>& lock) {
  // Whichever way this ends, those who wait are told: to drive on, or that requests were lost when memory ran out.
  struct Turn {
    explicit Turn(Queue& of) : queue(of) { queue.driven_ = true; }
    ~Turn() {
      queue.driven_ = false;
      queue.broken_ = !whole;
      queue.changed_.notify_all();
    }
    Queue& queue;
    bool whole = false;
  } turn(*this);
  while (batch.open > 0) {
    start_some(Clock::now());
    const milliseconds wait = wait_time(Clock::now());
    lock.unlock();
    int running = 0;
    CURLMcode result = curl_multi_perform(multi_, &running);
    if (result == CURLM_OK && running == static_cast<int>(active_.size())) {
      result = curl_multi_poll(multi_, nullptr, 0, static_cast<int>(wait.count()), nullptr);
    }
    const bool stop = options_.cancelled && options_.cancelled();
    lock.lock();
    check(result);
    if (stop) give_up_all();
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      const auto found = active_.find(message->easy_handle);
      ASSERT(found != active_.end() && message->msg == CURLMSG_DONE);
      const CURLcode code = message->data.result;
      JobPtr job = std::move(found->second);
      active_.erase(found);
      check(curl_multi_remove_handle(multi_, job->transfer->handle()));
      HttpOutcome outcome = job->transfer->finish(code);
      settle(std::move(job), std::move(outcome), Clock::now());
    }
  }
  turn.whole = true;
}

// Until the next request may start, but no longer than a cancellation may wait.
milliseconds HttpClient::Queue::wait_time(Clock::time_point now) const {
  if (active_.size() >= at_once_ || (fresh_.empty() && waiting_.empty())) return kPollInterval;
  const auto next = std::max(paused_until_, fresh_.empty() ? waiting_.begin()->first : now);
  return std::min(kPollInterval, until(next, now));
}

void HttpClient::Queue::start_some(Clock::time_point now) {
  if (now < paused_until_) return;
  while (active_.size() < at_once_) {
    JobPtr job;
    if (!waiting_.empty() && waiting_.begin()->first <= now) {
      job = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
    } else if (!fresh_.empty()) {
      job = std::move(fresh_.front());
      fresh_.pop_front();
    } else {
      return;
    }
    start(std::move(job), now);
  }
}

void HttpClient::Queue::start(JobPtr job, Clock::time_point now) {
  if (job->deadline == Clock::time_point{}) {
    const std::chrono::seconds usual(kTimeoutsPerRequest * options_.timeout_s +
                                     (job->request->max_bytes + job->request->content.size()) / kSlowestBytesPerSecond);
    job->deadline = now + (job->request->limit_ms > 0 ? milliseconds(job->request->limit_ms) : milliseconds(usual));
  }
  if (idle_.empty()) idle_.push_back(std::make_unique<HttpTransfer>(options_));
  job->transfer = std::move(idle_.back());
  idle_.pop_back();
  job->transfer->prepare(*job->request, job->url, std::max(until(job->deadline, now), milliseconds(1)));
  CURL* const handle = job->transfer->handle();
  check(curl_multi_add_handle(multi_, handle));
  active_.emplace(handle, std::move(job));
}

void HttpClient::Queue::settle(JobPtr job, HttpOutcome outcome, Clock::time_point now) {
  const bool delivered = job->transfer->delivered();
  idle_.push_back(std::move(job->transfer));
  switch (outcome.kind) {
    case HttpOutcome::Kind::kBody:
      if (at_once_ < options_.connections && ++bodies_ >= kBodiesPerStep * at_once_) {
        at_once_++;
        bodies_ = 0;
      }
      return answer(*job, HttpResponse{.body = std::move(outcome.text),
                                       .url = job->url,
                                       .status = outcome.status,
                                       .content_type = std::move(outcome.content_type),
                                       .retry_after_s = static_cast<uint64_t>(outcome.retry_after.count()),
                                       .etag = std::move(outcome.etag),
                                       .length = outcome.length});
    case HttpOutcome::Kind::kRedirect:
      if (++job->redirects > kMaxRedirects) {
        return answer(*job,
                      Error(Errc::kNetwork, fmt::format("the server redirects more than {} times", kMaxRedirects)));
      }
      job->url = std::move(outcome.text);
      waiting_.emplace(now, std::move(job));
      return;
    case HttpOutcome::Kind::kFailed:
      return answer(*job, *std::move(outcome.error));
    case HttpOutcome::Kind::kAgain:
      if (job->request->post || job->request->once || (job->request->sink && delivered))
        return answer(*job, *std::move(outcome.error));
      return try_again(std::move(job), std::move(outcome), now);
  }
}

void HttpClient::Queue::try_again(JobPtr job, HttpOutcome outcome, Clock::time_point now) {
  job->failed++;
  const Error& error = *outcome.error;
  if (outcome.retry_after > std::chrono::seconds(kMaxRetryAfterSeconds)) {
    return answer(*job, Error(error.code(), fmt::format("{}, and asks for a pause of {} seconds", error.message(),
                                                        outcome.retry_after.count())));
  }
  const milliseconds pause = std::max<milliseconds>(outcome.retry_after, http_backoff(job->failed, chance()));
  if (job->failed > options_.retries || now + pause >= job->deadline) {
    Error last(error.code(),
               job->failed == 1 ? error.message() : fmt::format("{}, in {} tries", error.message(), job->failed));
    for (const std::string& hint : error.hints()) last = std::move(last).hint(hint);
    return answer(*job, std::move(last));
  }
  // What one request is told holds for the others too; those under way will be told the same.
  if (outcome.slow_down && now >= paused_until_) {
    at_once_ = std::max<uint64_t>(at_once_ / 2, 1);
    bodies_ = 0;
  }
  if (outcome.slow_down) paused_until_ = std::max(paused_until_, now + pause);
  job->url = job->request->url;
  job->redirects = 0;
  waiting_.emplace(now + pause, std::move(job));
}

void HttpClient::Queue::answer(Job& job, Result<HttpResponse> result) {
  if (!result) result = std::move(result).error().context(printable(job.url, kMaxUrlBytes));
  job.batch->answers[job.slot] = std::move(result);
  if (--job.batch->open == 0) changed_.notify_all();
}

void HttpClient::Queue::give_up_all() {
  const auto end = [&](Job& job) { answer(job, Error(Errc::kBusy, "interrupted before the end")); };
  for (auto& [handle, job] : active_) {
    check(curl_multi_remove_handle(multi_, handle));
    end(*job);
  }
  for (auto& [when, job] : waiting_) end(*job);
  for (JobPtr& job : fresh_) end(*job);
  active_.clear();
  waiting_.clear();
  fresh_.clear();
}

HttpClient::HttpClient(std::unique_ptr<Queue> queue) : queue_(std::move(queue)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::open(HttpOptions options) {
  ASSERT(options.connections >= 1 && options.timeout_s >= 1);
  if (auto user_agent = http_user_agent(options.contact); !user_agent) return std::move(user_agent).error();
  if (!options.ca_file.empty()) {
    TRY(const Fd readable, open_read(options.ca_file));  // libcurl would tell of each request that it is not
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::make_unique<Queue>(std::move(options))));
}

std::vector<Result<HttpResponse>> HttpClient::get(std::span<const HttpRequest> requests) {
  return queue_->get(requests);
}

Status check_url(const std::string& url) {
  const auto refuse = [&](const std::string& why) {
    return Error(Errc::kUsage, fmt::format("{}: {}", printable(url), why));
  };
  if (!is_url(url)) return refuse("not an http or https URL");
  if (url.size() > kMaxUrlBytes) return refuse(fmt::format("longer than {} bytes", kMaxUrlBytes));
  const std::string_view host = std::string_view(url).substr(url.find("//") + 2);
  if (host.empty() || std::string_view("/?#").find(host[0]) != std::string_view::npos)
    return refuse("a URL without a host");  // libcurl would take the next word
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parts(curl_url(), &curl_url_cleanup);
  if (!parts) throw std::bad_alloc();
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK || url.find('\0') != std::string::npos) {
    return refuse("not a URL");
  }
  for (const CURLUPart secret : {CURLUPART_USER, CURLUPART_PASSWORD}) {
    char* text = nullptr;
    if (curl_url_get(parts.get(), secret, &text, 0) == CURLUE_OK) {
      curl_free(text);
      return Error(Errc::kUsage, "a URL with a user name or a password in it is not accepted");
    }
  }
  return {};
}

}  // namespace tlog
