using System.Net;
using System.Text.RegularExpressions;

namespace Compensation.Api.Tests.Pages;

/// <summary>A browser without a screen: keeps cookies, reads pages, fills in forms.</summary>
internal sealed class PageClient : IDisposable
{
    private readonly HttpClient http;

    public PageClient(Uri console)
    {
        Cookies = new CookieContainer();
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = console };
    }

    public CookieContainer Cookies { get; }

    /// <summary>A page.</summary>
    public async Task<WebPage> GetAsync(string address)
    {
        using var response = await http.GetAsync(new Uri(address, UriKind.Relative));
        return await WebPage.OfAsync(response);
    }

    /// <summary>Fills in the form of a page, hidden fields included, and sends it.</summary>
    public async Task<WebPage> SendAsync(WebPage page, string action, params (string Field, string Value)[] values)
    {
        var fields = page.FieldsOf(action);
        foreach (var (field, value) in values)
        {
            fields[field] = value;
        }

        return await PostAsync(action, fields);
    }

    /// <summary>Sends values.</summary>
    public async Task<WebPage> PostAsync(string action, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var response = await http.PostAsync(new Uri(action, UriKind.Relative), content);
        return await WebPage.OfAsync(response);
    }

    /// <summary>Signs in as a person would: with a token pasted into the form.</summary>
    public async Task<WebPage> SignInAsync(string token) => await SendAsync(await GetAsync("/sign-in"), "/sign-in", ("token", token));

    /// <summary>Opens a stream of server-sent events.</summary>
    public async Task<StreamReader> FollowAsync(string address) => new(await http.GetStreamAsync(new Uri(address, UriKind.Relative)));

    public void Dispose() => http.Dispose();
}

/// <summary>What a server has answered a browser.</summary>
internal sealed partial record WebPage(HttpStatusCode Status, string? Location, string Html, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What people read of it, on one line.</summary>
    public string Text { get; } = Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Html, " ")), " ").Trim();

    public static async Task<WebPage> OfAsync(HttpResponseMessage response) => new(response.StatusCode, response.Headers.Location?.OriginalString,
        await response.Content.ReadAsStringAsync(), response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join("; ", header.Value), StringComparer.OrdinalIgnoreCase));

    /// <summary>The fields of a form with their values.</summary>
    public Dictionary<string, string> FieldsOf(string action)
    {
        var form = Form().Matches(Html).SingleOrDefault(form => WebUtility.HtmlDecode(form.Groups["action"].Value) == action)
            ?? throw new InvalidOperationException($"The page has no form {action}: {Text}");
        return Input().Matches(form.Groups["content"].Value)
            .ToDictionary(input => input.Groups["name"].Value, input => WebUtility.HtmlDecode(input.Groups["value"].Value));
    }

    [GeneratedRegex("""<form method="post" action="(?<action>[^"]*)"[^>]*>(?<content>.*?)</form>""", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)" />""")]
    private static partial Regex Input();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
