"""A client made of the description: it knows operations by name, and nothing of the server."""

import itertools

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.described import operations, reading

PURPOSE = "The rehearsal."


class Refused(AssertionError):
    """An act was not done."""


class Office:
    """What the client software of an area remembers, whoever uses it: the ETags that it saw."""

    def __init__(self):
        self.tags = {}
        self.numbers = itertools.count(1)


class Desk:
    """Somebody who is signed in, and calls operations by their names."""

    def __init__(self, office, user):
        self.office = office
        self.http = Client()
        self.http.force_login(user)

    def reads(self, name, key=""):
        """The answer of an operation that reads the record `key`, or a list."""
        operation = operations()[name]
        headers = {"Access-Purpose": PURPOSE}
        return self._called(operation, self.http.get, operation.path.format(key=key), headers)

    def looks(self, address):
        """The record at an address that an answer named; its ETag is remembered."""
        operation, key = reading(address)
        answer = self.reads(operation.name, key)
        if answer.status_code != 200:
            raise Refused(f"{operation.name}: {answer.content.decode()}")
        self.office.tags[address] = answer["ETag"]
        return answer.json()

    def does(self, name, key, values, reasons, file=None):
        """Do an act on the record `key` on the version that was seen last, with those of the
        `reasons` for which a rule asks; answers what was written, each by its kind and address.

        Where somebody else was quicker, the record is read again, and the act sent again.
        """
        operation = operations()[name]
        address = operation.path.partition("{key}")[0] + f"{key}/" if key else ""
        if address and address not in self.office.tags:
            self.looks(address)
        answer = self._sent(operation, key, address, values, file)
        if answer.status_code == 412:
            self.looks(address)
            answer = self._sent(operation, key, address, values, file)
        if answer.status_code == 422 and answer.json()["type"].endswith(":reason-needed"):
            numbers = {each["code"] for each in answer.json()["errors"]}
            given = {number: reasons[number] for number in sorted(numbers)}
            answer = self._sent(operation, key, address, values | {"reasons": given}, file)
        if answer.status_code not in (200, 201):
            raise Refused(f"{name}: {values}: {answer.content.decode()}")
        if address:
            self.office.tags[address] = answer["ETag"]
        return answer.json()["items"]

    def _sent(self, operation, key, address, values, file):
        """An act as it is described, with each header that it must have."""
        known = {
            "Idempotency-Key": f"rehearsal-{next(self.office.numbers)}",
            "If-Match": self.office.tags.get(address),
        }
        headers = {name: known[name] for name in operation.headers}
        path = operation.path.format(key=key)
        if file is not None:
            body = {"file": SimpleUploadedFile(*file)}
            return self._called(operation, self.http.post, path, headers, data=body)
        operation.check_body(values)
        return self._called(
            operation,
            self.http.post,
            path,
            headers,
            data=values,
            content_type="application/json",
        )

    def _called(self, operation, call, path, headers, **more):
        answer = call(path, headers=headers, **more)
        operation.check_answer(answer)
        return answer
