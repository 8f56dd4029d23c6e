using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>A client that sends whatever bytes it is given as the body of a call.</summary>
/// <param name="address">Where the program serves.</param>
internal sealed class WireClient(Uri address) : IDisposable
{
    private const int LongestStream = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StreamPatience = TimeSpan.FromMilliseconds(400);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => http.Dispose();

    /// <summary>Sends a body, and reads what comes back; of a stream only what comes soon.</summary>
    public async Task<WireAnswer> SendAsync(ApiCall call, string? authorization, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        foreach (var (name, value) in headers.Append(("authorization", authorization ?? "")).Where(header => header.Item2.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (call.IsStream)
            {
                patience.CancelAfter(StreamPatience);
            }

            var content = await ReadAsync(await response.Content.ReadAsStreamAsync(patience.Token), patience.Token);
            return AnswerOf(response, Encoding.Latin1.GetString(content));
        }
        catch (OperationCanceledException) when (call.IsStream)
        {
            return new WireAnswer(null, "", "");
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException)
        {
            return new WireAnswer(null, error.Message, "");
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken patience)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, patience) is > 0 and var count)
            {
                content.Write(buffer.AsSpan(0, content.Length < LongestStream ? count : 0));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // A stream that goes on has told enough.
        }

        return content.ToArray();
    }

    private static WireAnswer AnswerOf(HttpResponseMessage response, string content)
    {
        var trailers = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : (HttpHeaders)response.Headers;
        string Of(string name) => trailers.TryGetValues(name, out var found) ? found.First() : "";
        var code = Of("grpc-status");
        return new WireAnswer(code.Length == 0 ? null : (StatusCode)int.Parse(code, CultureInfo.InvariantCulture), Uri.UnescapeDataString(Of("grpc-message")),
            content + Of("grpc-message") + DetailsOf(Of("grpc-status-details-bin")));
    }

    private static string DetailsOf(string base64) =>
        Encoding.Latin1.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
}
