using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Google.Protobuf;

namespace Compensation.Api.Shared.Paging;

/// <summary>Represents the page of a list that a request asks for. A token says where the page before ended, and belongs to one request: with another filter
/// it is refused. It gives no access: the caller's programme and seller are looked at again for every page.</summary>
public sealed class Page
{
    private const int Usual = 100;
    private const int Largest = 1_000;
    private const int HashLength = 8;

    private readonly byte[] request;

    private Page(int size, string after, byte[] request)
    {
        Size = size;
        After = after;
        this.request = request;
    }

    /// <summary>How many items to give at most. Read one more to know whether there is a next page.</summary>
    public int Size { get; }

    /// <summary>Where the page before ended, as <see cref="Next"/> was told; empty for the first page.</summary>
    public string After { get; }

    /// <summary>The number that the page before ended with; null for the first page.</summary>
    /// <exception cref="CallException">The token holds none: it was made up.</exception>
    public T? Number<T>() where T : struct, INumberBase<T> => After.Length == 0 ? null
        : T.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NotOurs(After);

    /// <summary>Reads the page that a request asks for.</summary>
    /// <param name="page">The page; null for the first one.</param>
    /// <param name="whole">The request that it is a part of.</param>
    /// <exception cref="CallException">The size is negative, or the token is none of this request.</exception>
    public static Page Of(PageRequest? page, IMessage whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        page ??= new PageRequest();
        if (page.PageSize < 0)
        {
            throw CallErrors.Invalid("page.page_size", $"{page.PageSize}", "A page cannot have fewer items than none.", "Give 1 to 1,000, or 0 for 100.");
        }

        var request = HashOf(whole);
        return new Page(page.PageSize == 0 ? Usual : Math.Min(page.PageSize, Largest), Read(page.PageToken, request), request);
    }

    /// <summary>The token of the next page.</summary>
    /// <param name="last">What stands for the last item of this page.</param>
    public string Next(string last) => Base64Url.EncodeToString([.. request, .. Encoding.UTF8.GetBytes(last)]);

    private static string Read(string token, byte[] request)
    {
        if (token.Length == 0)
        {
            return "";
        }

        var bytes = Base64Url.IsValid(token) ? Base64Url.DecodeFromChars(token) : [];
        return bytes.Length > HashLength && bytes.AsSpan(0, HashLength).SequenceEqual(request)
            ? Encoding.UTF8.GetString(bytes.AsSpan(HashLength))
            : throw NotOurs(token);
    }

    /// <summary>The error of a token that no page has ended with.</summary>
    /// <param name="token">What it says.</param>
    public static CallException NotOurs(string token) => CallErrors.Invalid("page.page_token", token, "This token is none of this list.",
        "Send the request as it was, with the token of its last page.");

    private static byte[] HashOf(IMessage whole)
    {
        var filter = whole.Descriptor.Parser.ParseFrom(whole.ToByteArray());
        whole.Descriptor.Fields.InFieldNumberOrder().Where(field => field.FieldType == Google.Protobuf.Reflection.FieldType.Message
            && field.MessageType == PageRequest.Descriptor).ToList().ForEach(field => field.Accessor.Clear(filter));
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(whole.Descriptor.FullName), .. filter.ToByteArray()])[..HashLength];
    }
}
