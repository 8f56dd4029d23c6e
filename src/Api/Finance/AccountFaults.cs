using Compensation.Api.Shared.Errors;
using Compensation.Grains;
using Compensation.Grains.Payouts;
using Google.Rpc;
using Grpc.Core;

namespace Compensation.Api.Finance;

/// <summary>Collects who has no account that money can be sent to.</summary>
internal sealed class AccountFaults
{
    private const int MostNamed = 200;

    private readonly List<(string Subject, string Fault)> faults = [];
    private int count;

    /// <summary>Looks at the accounts of sellers.</summary>
    public void Add(IReadOnlyDictionary<string, BankAccount> accounts)
    {
        foreach (var (seller, account) in accounts)
        {
            Add(seller, account.Fault());
        }
    }

    /// <summary>Notes a fault.</summary>
    /// <param name="subject">Whose account it is.</param>
    /// <param name="fault">What is wrong; null where nothing is.</param>
    public void Add(string subject, string? fault)
    {
        if (fault is not null && ++count <= MostNamed)
        {
            faults.Add((subject, fault));
        }
    }

    /// <summary>Refuses the export, naming each fault.</summary>
    /// <exception cref="CallException">There is one.</exception>
    public void ThrowIfAny()
    {
        if (count == 0)
        {
            return;
        }

        var reason = ErrorTable.ReasonOf(RefusalCode.AccountMissing);
        var more = count > MostNamed ? $", and {count - MostNamed} more" : "";
        throw new CallException(CallErrors.Make(StatusCode.FailedPrecondition, reason,
            $"Money cannot be sent, and nothing was exported: {string.Join(", ", faults.Select(fault => $"{fault.Subject} ({fault.Fault})"))}{more}. "
                + "Complete the accounts, or note those payouts as failed and send them later.",
            new PreconditionFailure
            {
                Violations =
                {
                    faults.Select(fault => new PreconditionFailure.Types.Violation { Type = reason, Subject = fault.Subject, Description = fault.Fault }),
                },
            }));
    }
}
