using System.Security.Cryptography;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Google.Protobuf;

namespace Compensation.Api.Shared.Idempotency;

/// <summary>Writes what has no grain of its own: once for each idempotency key, with an entry of the audit log, in one transaction of the programme.</summary>
/// <param name="writer">The silo's writer.</param>
public sealed class ProgrammeWrites(LedgerWriter writer)
{
    private const int LongestKey = 150;

    /// <summary>Refuses what is no idempotency key.</summary>
    /// <exception cref="CallException">It is empty, too long or not on one line.</exception>
    public static string CheckKey(string key) =>
        key.Length is > 0 and <= LongestKey && key.Trim() == key && !key.Any(char.IsControl) ? key : throw CallErrors.Refused(new Refusal(
            RefusalCode.InvalidId, "idempotency_key", key, "This is no idempotency key.",
            $"Give 1 to {LongestKey} characters on one line, without spaces around them; another one for each new request."));

    /// <summary>Carries out a write, or gives the answer that it had the first time.</summary>
    /// <typeparam name="TResponse">The answer. A field <c>repeated</c>, or one in its <c>receipt</c>, tells a repetition.</typeparam>
    /// <param name="caller">Who asks.</param>
    /// <param name="key">The request's idempotency key.</param>
    /// <param name="request">The whole request: the same key with another one is a conflict.</param>
    /// <param name="write">Adds rows and records what was done; what it throws undoes all of it.</param>
    /// <param name="cancellation">Gives up before it is written.</param>
    /// <exception cref="CallException">The key was used for another request.</exception>
    /// <exception cref="LedgerBusyException">See <see cref="LedgerWriter.WriteAsync"/>, as for its other exceptions.</exception>
    public Task<TResponse> RunAsync<TResponse>(
        Caller caller, string key, IMessage request, Func<ProgrammeWrite, Task<TResponse>> write, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(write);
        var (scope, id) = (request.Descriptor.FullName, caller.RequestId(CheckKey(key)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.ToByteArray()));
        cancellation.ThrowIfCancellationRequested();
        return writer.WriteAsync(caller.Programme, async transaction =>
        {
            if (await LedgerRequests.FindAsync(transaction, scope, id) is { } known)
            {
                return Convert.ToHexStringLower(known.Hash) == hash ? Repeated<TResponse>(known.Answer) : throw CallErrors.Refused(new Refusal(
                    RefusalCode.RequestConflict, "idempotency_key", key, "This key was used before, for a request with another content.",
                    "Give every new request a key of its own."));
            }

            var done = new ProgrammeWrite(transaction, caller);
            var response = await write(done);
            LedgerRequests.Add(transaction, scope, id, hash, response.ToByteArray(), done.Sequence);
            await transaction.Context.SaveChangesAsync();
            return response;
        });
    }

    /// <summary>Adds an entry to the audit log about something that changes nothing else.</summary>
    /// <param name="caller">Who has done it.</param>
    /// <param name="what">What, in a word or two.</param>
    /// <param name="why">Why.</param>
    /// <param name="body">The details, as JSON without secrets.</param>
    /// <exception cref="LedgerBusyException">See <see cref="LedgerWriter.WriteAsync"/>, as for its other exceptions.</exception>
    public Task RecordAsync(Caller caller, string what, string why, string body)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return writer.WriteAsync(caller.Programme, transaction => new ProgrammeWrite(transaction, caller).RecordAsync(what, why, body));
    }

    private static TResponse Repeated<TResponse>(byte[] answer)
        where TResponse : class, IMessage<TResponse>, new()
    {
        var response = new MessageParser<TResponse>(() => new TResponse()).ParseFrom(answer);
        if (response.Descriptor.FindFieldByName("receipt") is { } receipt)
        {
            ((Receipt)receipt.Accessor.GetValue(response)).Repeated = true;
        }

        response.Descriptor.FindFieldByName("repeated")?.Accessor.SetValue(response, true);
        return response;
    }
}
