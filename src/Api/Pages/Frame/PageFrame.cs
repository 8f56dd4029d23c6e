using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Compensation.Api.Pages.Frame;

/// <summary>Represents what is around a page while it is made: who looks at it, which form was sent, what has just been done.</summary>
/// <param name="requests">The page's request.</param>
/// <param name="antiforgery">Makes tokens that tell our own forms from others'.</param>
/// <param name="logs">Where the renderer tells about bugs.</param>
internal sealed class PageFrame(IHttpContextAccessor requests, IAntiforgery antiforgery, ILoggerFactory logs)
{
    private const string NoticeCookie = "notice";
    private const int KeyLength = 32;

    private HttpContext Http => requests.HttpContext!;

    /// <summary>Who looks at the page; null for nobody that we know.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The form that was sent; null where a page is only looked at.</summary>
    public PageForm? Form { get; set; }

    /// <summary>The page's path.</summary>
    public string Path => Http.Request.Path;

    /// <summary>The path and what follows it.</summary>
    public string Address => Http.Request.Path + Http.Request.QueryString;

    /// <summary>What has just been done; null where nothing was.</summary>
    public string? Notice { get; private set; }

    /// <summary>The name and value of the field that tells our own forms from others'.</summary>
    public (string Field, string Value) Token
    {
        get
        {
            var tokens = antiforgery.GetAndStoreTokens(Http);
            return (tokens.FormFieldName, tokens.RequestToken!);
        }
    }

    /// <summary>A value of the address's query; empty where it is not there.</summary>
    public string Query(string name) => Http.Request.Query[name].ToString();

    /// <summary>A number of the address's query; 0 where it is none.</summary>
    public long QueryNumber(string name) => long.TryParse(Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The page of a list that the address asks for.</summary>
    /// <param name="size">How many items to show; 0 for as many as calls usually give.</param>
    public PageRequest Page(int size = 0) => new() { PageSize = size, PageToken = Query("page") };

    /// <summary>The key of a form that is shown for the first time.</summary>
    public static string NewKey() => RandomNumberGenerator.GetHexString(KeyLength, lowercase: true);

    /// <summary>Makes a page.</summary>
    /// <typeparam name="TView">What it looks like.</typeparam>
    /// <param name="model">What it shows.</param>
    public async Task<IResult> ShowAsync<TView>(object model)
        where TView : IComponent
    {
        if (Http.Request.Cookies.TryGetValue(NoticeCookie, out var notice))
        {
            Notice = notice;
            Http.Response.Cookies.Delete(NoticeCookie);
        }

        return Results.Text(await RenderAsync<TView>(model), MediaTypeNames.Text.Html, Encoding.UTF8, Form?.Fault?.Http);
    }

    /// <summary>Makes a part of a page.</summary>
    /// <inheritdoc cref="ShowAsync"/>
    public async Task<string> RenderAsync<TView>(object model)
        where TView : IComponent
    {
        await using var renderer = new HtmlRenderer(Http.RequestServices, logs);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(View<object>.Model)] = model });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TView>(parameters)).ToHtmlString());
    }

    /// <summary>Sends a part of a page again whenever what it shows changes, as server-sent events; the page's script puts it in place.</summary>
    /// <typeparam name="TView">What the part looks like.</typeparam>
    /// <param name="models">What it shows, one after the other.</param>
    public async Task<IResult> StreamAsync<TView>(IAsyncEnumerable<object> models)
        where TView : IComponent
    {
        Http.Response.ContentType = MediaTypeNames.Text.EventStream;
        try
        {
            await foreach (var model in models)
            {
                var lines = (await RenderAsync<TView>(model)).ReplaceLineEndings("\n").Split('\n');
                await TellAsync($"{string.Concat(lines.Select(line => $"data: {line}\n"))}\n");
            }

            await TellAsync("event: done\ndata:\n\n");
        }
        catch (Exception error) when (Http.Response.HasStarted && error is OperationCanceledException or CallException)
        {
            // The reader has left, or the program stops: then browsers ask again by themselves.
            return Results.Empty;
        }

        return Results.Empty;
    }

    /// <summary>Does what a form asks for, and goes on to a page. Where that is refused, the form's page is shown again with what was typed, and why.</summary>
    /// <param name="step">Does it.</param>
    /// <param name="next">The page to go on to.</param>
    /// <param name="notice">What to say there.</param>
    /// <param name="again">Makes the form's page.</param>
    public async Task<IResult> DoAsync(Func<PageForm, Task> step, string next, string notice, Func<Task<IResult>> again)
    {
        try
        {
            await step(Form!);
        }
        catch (CallException refused) when (Fault.Of(refused) is { Http: not StatusCodes.Status401Unauthorized } fault)
        {
            Form = Form! with { Fault = fault };
            return await again();
        }

        return GoTo(next, notice);
    }

    /// <summary>Goes on to a page.</summary>
    /// <param name="next">Its address.</param>
    /// <param name="notice">What to say there.</param>
    public IResult GoTo(string next, string notice)
    {
        Http.Response.Cookies.Append(NoticeCookie, notice, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = Http.Request.IsHttps,
            MaxAge = TimeSpan.FromMinutes(1),
        });
        // 303: whatever was sent, the next page is only looked at.
        Http.Response.Headers.Location = next;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private async Task TellAsync(string text)
    {
        await Http.Response.WriteAsync(text, Http.RequestAborted);
        await Http.Response.Body.FlushAsync(Http.RequestAborted);
    }
}
