using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Sessions;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Compensation.Api.Pages.Frame;

/// <summary>Stands before every page: knows who asks, takes forms of our own pages only, and tells people what is wrong.</summary>
/// <param name="callers">Reads tokens.</param>
/// <param name="errors">Knows the status of every error.</param>
/// <param name="antiforgery">Tells our own forms from others'.</param>
internal sealed class PageGuard(Callers callers, ErrorInterceptor errors, IAntiforgery antiforgery) : IEndpointFilter
{
    private const int LargestForm = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var frame = (PageFrame)http.RequestServices.GetService(typeof(PageFrame))!;
        var call = new PageCall(http, http.Request.Path, http.RequestAborted);
        Secure(http);
        try
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<OpenPage>() is null)
            {
                await Session.ReadAsync(http);
                frame.Caller = await callers.ReadAsync(call);
                http.User = Session.PersonOf(frame.Caller);
            }

            if (HttpMethods.IsPost(http.Request.Method))
            {
                await ReadFormAsync(http, frame);
            }

            return await next(context);
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            return await TellAsync(frame, error as CallException ?? new CallException(errors.StatusOf(error, call)), http);
        }
    }

    /// <summary>What browsers are to hold to on our pages: nothing from elsewhere, nothing inline, in nobody's frame.</summary>
    private static void Secure(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // As the antiforgery tokens in forms want it.
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
    }

    private async Task ReadFormAsync(HttpContext http, PageFrame frame)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestForm;
        }

        try
        {
            await antiforgery.ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            throw new CallException(CallErrors.Make(StatusCode.InvalidArgument, "FORM_OUTDATED",
                "This form is none of this session: it was open for too long, or was made elsewhere. Nothing happened. Open the page again and send it anew."));
        }

        frame.Form = new PageForm(http.Request.Path, await http.Request.ReadFormAsync(http.RequestAborted));
    }

    private static async Task<IResult> TellAsync(PageFrame frame, CallException failed, HttpContext http)
    {
        var fault = Fault.Of(failed);
        if (fault.Http != StatusCodes.Status401Unauthorized)
        {
            http.Response.StatusCode = fault.Http;
            return await frame.ShowAsync<ProblemView>(fault);
        }

        // What was asked for is shown after signing in; a form is not sent again.
        var from = HttpMethods.IsGet(http.Request.Method) && http.Request.Path != "/" ? QueryString.Create("from", frame.Address) : default;
        return Results.LocalRedirect($"~{SessionPages.SignIn}{from}");
    }
}

/// <summary>Marks a page that anybody may look at.</summary>
internal sealed class OpenPage;
